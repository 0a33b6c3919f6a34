using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>First, last and by-time offsets.</summary>
internal sealed class ListOffsetsApi(Broker broker) : Api<ListOffsetsRequest>(ApiKey.ListOffsets, 1, 7, 6)
{
    private const long Latest = -1;
    private const long Earliest = -2;
    private const long MaxTimestamp = -3;

    protected override ValueTask<IMessage?> HandleAsync(ListOffsetsRequest request, RequestContext context)
    {
        var response = new ListOffsetsResponse();
        foreach (var topic in request.Topics)
        {
            var result = new ListOffsetsTopicResult { Name = topic.Name };
            response.Topics.Add(result);
            var allowed = broker.Authorizer.Topic(context, AclOperation.Describe, topic.Name);
            foreach (var partition in topic.Partitions)
            {
                var outcome = new ListOffsetsPartitionResult { Index = partition.Index };
                result.Partitions.Add(outcome);
                outcome.Error = allowed
                    ? Find(broker.Store.Partition(topic.Name, partition.Index), partition, request.IsolationLevel == 1, outcome)
                    : KafkaError.TopicAuthorizationFailed;
            }
        }
        return Answer(response);
    }

    private static KafkaError Find(PartitionLog? log, ListOffsetsPartition partition, bool committedOnly, ListOffsetsPartitionResult outcome)
    {
        if (log is null) return KafkaError.UnknownTopicOrPartition;
        if (log.Fault != KafkaError.None) return log.Fault;
        if (partition.CurrentLeaderEpoch >= 0 && partition.CurrentLeaderEpoch < log.LeaderEpoch) return KafkaError.FencedLeaderEpoch;
        if (partition.CurrentLeaderEpoch > log.LeaderEpoch) return KafkaError.UnknownLeaderEpoch;
        var limit = committedOnly ? log.LastStableOffset : log.HighWatermark;
        switch (partition.Timestamp)
        {
            case Earliest:
                outcome.Offset = log.LogStartOffset;
                break;
            case Latest:
                outcome.Offset = limit;
                break;
            case < MaxTimestamp:
                return KafkaError.InvalidRequest;
            default:
                var found = partition.Timestamp == MaxTimestamp ? log.MaxTimestamp() : log.OffsetForTimestamp(partition.Timestamp);
                if (found.Offset < 0 || found.Offset >= limit) return KafkaError.None;
                outcome.Offset = found.Offset;
                outcome.Timestamp = found.Timestamp;
                break;
        }
        outcome.LeaderEpoch = log.LeaderEpoch;
        return KafkaError.None;
    }
}
