using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Deletes topics by name or id.</summary>
internal sealed class DeleteTopicsApi(Broker broker) : Api<DeleteTopicsRequest>(ApiKey.DeleteTopics, 1, 6, 4)
{
    protected override ValueTask<IMessage?> HandleAsync(DeleteTopicsRequest request, RequestContext context)
    {
        var response = new DeleteTopicsResponse();
        foreach (var wanted in request.Topics)
        {
            var result = new DeletedTopic { Name = wanted.Name, TopicId = wanted.TopicId };
            response.Topics.Add(result);
            var topic = wanted.Name is { } name ? broker.Store.Topic(name) : broker.Store.Topic(wanted.TopicId);
            if (wanted.Name is { } hidden && !broker.Authorizer.Topic(context, AclOperation.Delete, hidden))
            {
                // Not even whether it is there.
                result.Error = KafkaError.TopicAuthorizationFailed;
                continue;
            }
            if (topic is null)
            {
                result.Error = wanted.Name is null ? KafkaError.UnknownTopicId : KafkaError.UnknownTopicOrPartition;
                continue;
            }
            if (!broker.Authorizer.Topic(context, AclOperation.Delete, topic.Name))
            {
                // Who asks by id learns no name.
                result.Error = KafkaError.TopicAuthorizationFailed;
                continue;
            }
            result.Name = topic.Name;
            result.TopicId = topic.Id;
            result.Error = broker.Store.DeleteTopic(topic.Name);
        }
        return Answer(response);
    }
}
