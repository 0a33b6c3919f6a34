using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Grows topics.</summary>
internal sealed class CreatePartitionsApi(Broker broker) : Api<CreatePartitionsRequest>(ApiKey.CreatePartitions, 0, 3, 2)
{
    protected override ValueTask<IMessage?> HandleAsync(CreatePartitionsRequest request, RequestContext context)
    {
        var response = new CreatePartitionsResponse();
        foreach (var topic in request.Topics)
        {
            var result = new CreatePartitionsResult { Name = topic.Name };
            response.Results.Add(result);
            var current = broker.Store.Topic(topic.Name);
            if (!broker.Authorizer.Topic(context, AclOperation.Alter, topic.Name))
            {
                result.Error = KafkaError.TopicAuthorizationFailed;
            }
            else if (current is null)
            {
                result.Error = KafkaError.UnknownTopicOrPartition;
            }
            else if (topic.Assignments is { Count: > 0 } assignments && assignments.Count != topic.Count - current.PartitionCount)
            {
                result.Error = KafkaError.InvalidReplicaAssignment;
                result.ErrorMessage = "The assignment does not name each new partition once.";
            }
            else
            {
                result.Error = broker.Store.CreatePartitions(topic.Name, topic.Count, request.ValidateOnly, out var message);
                result.ErrorMessage = message;
            }
        }
        return Answer(response);
    }
}
