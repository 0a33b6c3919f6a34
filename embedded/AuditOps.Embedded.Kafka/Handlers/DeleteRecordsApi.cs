using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Raises the first readable offset of partitions.</summary>
internal sealed class DeleteRecordsApi(Broker broker) : Api<DeleteRecordsRequest>(ApiKey.DeleteRecords, 0, 2, 2)
{
    protected override ValueTask<IMessage?> HandleAsync(DeleteRecordsRequest request, RequestContext context)
    {
        var response = new DeleteRecordsResponse();
        foreach (var topic in request.Topics)
        {
            var result = new DeleteRecordsTopicResult { Name = topic.Name };
            response.Topics.Add(result);
            var allowed = broker.Authorizer.Topic(context, AclOperation.Delete, topic.Name);
            foreach (var partition in topic.Partitions)
            {
                var outcome = new DeleteRecordsPartitionResult { Index = partition.Index };
                result.Partitions.Add(outcome);
                if (!allowed)
                {
                    (outcome.Error, outcome.LowWatermark) = (KafkaError.TopicAuthorizationFailed, -1);
                    continue;
                }
                var log = broker.Store.Partition(topic.Name, partition.Index);
                outcome.Error = log?.DeleteRecordsTo(partition.Offset, out outcome.LowWatermark) ?? KafkaError.UnknownTopicOrPartition;
                if (outcome.Error != KafkaError.None) outcome.LowWatermark = -1;
            }
        }
        return Answer(response);
    }
}
