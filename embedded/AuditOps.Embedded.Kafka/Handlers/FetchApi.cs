using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>
/// Long-poll reads. A fetch that finds too little is parked on its partitions and wakes when one of them changes. There are no fetch sessions: the
/// answer's session id is always 0, which KIP-227 allows.
/// </summary>
internal sealed class FetchApi(Broker broker) : Api<FetchRequest>(ApiKey.Fetch, 4, 13, 12)
{
    private const short FirstWithTopicIds = 13;
    private int _rotation;

    public override bool WaitsForItsTurn => true;

    protected override async ValueTask<IMessage?> HandleAsync(FetchRequest request, RequestContext context)
    {
        var targets = Resolve(request, context);
        var deadline = broker.Deadlines.NowMs + Math.Max(0, request.MaxWaitMs);
        while (!IsReady(targets, request))
        {
            var left = deadline - broker.Deadlines.NowMs;
            if (left <= 0 || context.Closed.IsCancellationRequested) break;
            using var parked = new ParkedFetch(targets);
            if (!parked.Register()) continue;
            broker.Deadlines.Schedule(parked, deadline);
            await parked.WaitAsync(context.Closed);
        }
        return Collect(request, targets);
    }

    private List<FetchTarget> Resolve(FetchRequest request, in RequestContext context)
    {
        List<FetchTarget> targets = [];
        var version = context.Version;
        for (var t = 0; t < request.Topics.Count; t++)
        {
            var topic = request.Topics[t];
            var name = version >= FirstWithTopicIds ? broker.Store.Topic(topic.TopicId)?.Name : topic.Name;
            if (name is not null && !broker.Authorizer.Topic(context, AclOperation.Read, name))
            {
                foreach (var partition in topic.Partitions) targets.Add(new FetchTarget(t, partition, null, KafkaError.TopicAuthorizationFailed, false));
                continue;
            }
            foreach (var partition in topic.Partitions)
            {
                var log = version >= FirstWithTopicIds
                    ? broker.Store.Partition(topic.TopicId, partition.Index)
                    : broker.Store.Partition(topic.Name, partition.Index);
                var missing = version < FirstWithTopicIds || broker.Store.Topic(topic.TopicId) is not null
                    ? KafkaError.UnknownTopicOrPartition
                    : KafkaError.UnknownTopicId;
                targets.Add(new FetchTarget(t, partition, log, log is null ? missing : KafkaError.None, request.IsolationLevel == 1));
            }
        }
        return targets;
    }

    /// <summary>Notes every partition's stamp before looking at it, so that a change in between is seen when the fetch is parked.</summary>
    private static bool IsReady(List<FetchTarget> targets, FetchRequest request)
    {
        var available = 0L;
        var failed = targets.Count == 0;
        foreach (var target in targets)
        {
            if (target.Log is null)
            {
                failed = true;
                continue;
            }
            target.Stamp = target.Log.ChangeStamp;
            target.Refresh();
            if (target.Error != KafkaError.None) failed = true;
            else if (target.Partition.FetchOffset < target.Limit) available += Math.Max(1, target.Log.AvailableBytes(target.Partition.FetchOffset, target.Limit));
        }
        return failed || available >= request.MinBytes || request.MinBytes <= 0;
    }

    private FetchResponse Collect(FetchRequest request, List<FetchTarget> targets)
    {
        var response = new FetchResponse();
        foreach (var topic in request.Topics) response.Topics.Add(new FetchTopicResult { Name = topic.Name, TopicId = topic.TopicId });
        var results = new FetchPartitionResult[targets.Count];
        var left = Math.Min(request.MaxBytes, broker.Options.MaxFetchBytes);
        // Every answer starts at another partition, so that a busy one does not starve the rest under the common limit.
        var first = targets.Count == 0 ? 0 : (int)((uint)Interlocked.Increment(ref _rotation) % (uint)targets.Count);
        var any = false;
        for (var i = 0; i < targets.Count; i++)
        {
            var index = (first + i) % targets.Count;
            var target = targets[index];
            target.Refresh();
            var result = target.Describe();
            results[index] = result;
            if (target.Error != KafkaError.None || (left <= 0 && any) || target.Partition.FetchOffset >= target.Limit) continue;
            target.Read(result, response, Math.Max(0, Math.Min(left, target.Partition.MaxBytes)), oversizeAllowed: !any);
            left -= result.Records.Length;
            any |= result.Records.Length > 0;
        }
        for (var i = 0; i < targets.Count; i++) response.Topics[targets[i].Topic].Partitions.Add(results[i]);
        return response;
    }
}
