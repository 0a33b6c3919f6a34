using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>The node, the topics and their partitions; makes an unknown topic where that is allowed.</summary>
internal sealed class MetadataApi(Broker broker) : Api<MetadataRequest>(ApiKey.Metadata, 0, 12, 9)
{
    protected override ValueTask<IMessage?> HandleAsync(MetadataRequest request, RequestContext context)
    {
        var response = new MetadataResponse { ClusterId = broker.Store.ClusterId, ControllerId = Broker.NodeId };
        if (request.IncludeClusterOperations) response.ClusterOperations = broker.Authorizer.Operations(context, AclResource.Cluster, AclBinding.ClusterName);
        response.Brokers.Add(new MetadataBroker { NodeId = Broker.NodeId, Host = context.Session.Listener.Host, Port = context.Session.Listener.Port });
        if (request.Topics is null || (request.Topics.Count == 0 && context.Version == 0))
        {
            foreach (var topic in broker.Store.Topics.Values)
            {
                if (broker.Authorizer.Topic(context, AclOperation.Describe, topic.Name)) response.Topics.Add(Describe(topic));
            }
        }
        else
        {
            foreach (var wanted in request.Topics)
            {
                response.Topics.Add(wanted.Name is { } name ? ByName(name, request.AllowAutoTopicCreation && broker.Options.AutoCreateTopics, context) : ById(wanted.TopicId, context));
            }
        }
        if (!request.IncludeTopicOperations) return Answer(response);
        foreach (var topic in response.Topics)
        {
            if (topic.Error == KafkaError.None) topic.Operations = broker.Authorizer.Operations(context, AclResource.Topic, topic.Name!);
        }
        return Answer(response);
    }

    private MetadataTopic ByName(string name, bool create, in RequestContext context)
    {
        if (!broker.Authorizer.Topic(context, AclOperation.Describe, name)) return new MetadataTopic { Name = name, Error = KafkaError.TopicAuthorizationFailed };
        var topic = broker.Store.Topic(name);
        if (topic is not null) return Describe(topic);
        if (!TopicName.IsLegal(name)) return new MetadataTopic { Name = name, Error = KafkaError.InvalidTopic };
        if (create && !broker.Authorizer.Cluster(context, AclOperation.Create) && !broker.Authorizer.Topic(context, AclOperation.Create, name))
            return new MetadataTopic { Name = name, Error = KafkaError.TopicAuthorizationFailed };
        var error = create ? broker.AutoCreate(name) : KafkaError.UnknownTopicOrPartition;
        if (error == KafkaError.None && broker.Store.Topic(name) is { } made) return Describe(made);
        return new MetadataTopic { Name = name, Error = error };
    }

    private MetadataTopic ById(Guid id, in RequestContext context)
    {
        if (broker.Store.Topic(id) is not { } topic) return new MetadataTopic { Name = null, TopicId = id, Error = KafkaError.UnknownTopicId };
        return broker.Authorizer.Topic(context, AclOperation.Describe, topic.Name) ? Describe(topic) : new MetadataTopic { Name = null, TopicId = id, Error = KafkaError.TopicAuthorizationFailed };
    }

    private MetadataTopic Describe(TopicInfo topic)
    {
        var result = new MetadataTopic { Name = topic.Name, TopicId = topic.Id };
        for (var index = 0; index < topic.PartitionCount; index++)
        {
            result.Partitions.Add(new MetadataPartition
            {
                Index = index,
                LeaderId = Broker.NodeId,
                LeaderEpoch = broker.Store.Partition(topic.Name, index)?.LeaderEpoch ?? 0,
                Replicas = [Broker.NodeId],
                InSyncReplicas = [Broker.NodeId],
            });
        }
        return result;
    }
}
