using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Where an epoch ends. There is one epoch, except after a recovery that had to cut.</summary>
internal sealed class OffsetForLeaderEpochApi(Broker broker) : Api<OffsetForLeaderEpochRequest>(ApiKey.OffsetForLeaderEpoch, 2, 4, 4)
{
    protected override ValueTask<IMessage?> HandleAsync(OffsetForLeaderEpochRequest request, RequestContext context)
    {
        var response = new OffsetForLeaderEpochResponse();
        foreach (var topic in request.Topics)
        {
            var result = new EpochTopicResult { Name = topic.Name };
            response.Topics.Add(result);
            var allowed = broker.Authorizer.Topic(context, AclOperation.Describe, topic.Name);
            foreach (var partition in topic.Partitions)
            {
                result.Partitions.Add(allowed
                    ? Find(broker.Store.Partition(topic.Name, partition.Index), partition)
                    : new EpochPartitionResult { Index = partition.Index, Error = KafkaError.TopicAuthorizationFailed });
            }
        }
        return Answer(response);
    }

    private static EpochPartitionResult Find(PartitionLog? log, EpochPartition partition)
    {
        var result = new EpochPartitionResult { Index = partition.Index };
        if (log is null) result.Error = KafkaError.UnknownTopicOrPartition;
        else if (log.Fault != KafkaError.None) result.Error = log.Fault;
        else if (partition.CurrentLeaderEpoch >= 0 && partition.CurrentLeaderEpoch < log.LeaderEpoch) result.Error = KafkaError.FencedLeaderEpoch;
        else if (partition.CurrentLeaderEpoch > log.LeaderEpoch) result.Error = KafkaError.UnknownLeaderEpoch;
        else if (partition.LeaderEpoch >= 0 && partition.LeaderEpoch <= log.LeaderEpoch)
        {
            result.LeaderEpoch = partition.LeaderEpoch;
            result.EndOffset = log.LogEndOffset;
        }
        return result;
    }
}
