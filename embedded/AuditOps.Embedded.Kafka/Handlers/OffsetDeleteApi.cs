using AuditOps.Embedded.Kafka.Groups;
using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Deletes committed offsets.</summary>
internal sealed class OffsetDeleteApi(Broker broker) : Api<OffsetDeleteRequest>(ApiKey.OffsetDelete, 0, 0, short.MaxValue)
{
    protected override async ValueTask<IMessage?> HandleAsync(OffsetDeleteRequest request, RequestContext context)
    {
        if (!broker.Authorizer.Group(context, AclOperation.Delete, request.GroupId)) return new OffsetDeleteResponse { Error = KafkaError.GroupAuthorizationFailed };
        var refused = request.Topics.FindAll(topic => !broker.Authorizer.Topic(context, AclOperation.Read, topic.Name));
        request.Topics.RemoveAll(refused.Contains);
        var response = await broker.Groups.Offsets.DeleteAsync(request);
        foreach (var topic in refused)
        {
            response.Topics.Add(new TopicErrors
            {
                Name = topic.Name,
                Partitions = topic.Partitions.ConvertAll(partition => new PartitionError { Index = partition, Error = KafkaError.TopicAuthorizationFailed }),
            });
        }
        return response;
    }
}
