using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Makes topics. A replication factor above one is taken as one, or refused, as the options say.</summary>
internal sealed class CreateTopicsApi(Broker broker) : Api<CreateTopicsRequest>(ApiKey.CreateTopics, 2, 7, 5)
{
    private const int UseDefault = -1;

    protected override ValueTask<IMessage?> HandleAsync(CreateTopicsRequest request, RequestContext context)
    {
        var response = new CreateTopicsResponse();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var all = broker.Authorizer.Cluster(context, AclOperation.Create);
        foreach (var topic in request.Topics) seen[topic.Name] = seen.GetValueOrDefault(topic.Name) + 1;
        foreach (var topic in request.Topics)
        {
            if (!seen.Remove(topic.Name, out var times)) continue;
            if (times > 1) response.Topics.Add(new CreatedTopic { Name = topic.Name, Error = KafkaError.InvalidRequest, ErrorMessage = "The topic is named more than once." });
            else if (!all && !broker.Authorizer.Topic(context, AclOperation.Create, topic.Name)) response.Topics.Add(new CreatedTopic { Name = topic.Name, Error = KafkaError.TopicAuthorizationFailed });
            else response.Topics.Add(Create(topic, request.ValidateOnly));
        }
        return Answer(response);
    }

    private CreatedTopic Create(NewTopic topic, bool validateOnly)
    {
        var result = new CreatedTopic { Name = topic.Name };
        var partitions = topic.PartitionCount == UseDefault ? broker.Options.DefaultPartitions : topic.PartitionCount;
        var configs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var config in topic.Configs)
        {
            if (config.Value is not null) configs[config.Name] = config.Value;
        }
        (result.Error, result.ErrorMessage) = Placement(topic, ref partitions);
        if (result.Error != KafkaError.None) return result;
        result.Error = broker.Store.CreateTopic(topic.Name, partitions, configs, validateOnly, out var made, out var message);
        result.ErrorMessage = message;
        if (result.Error != KafkaError.None) return result;
        result.TopicId = made?.Id ?? Guid.Empty;
        result.PartitionCount = partitions;
        result.ReplicationFactor = 1;
        foreach (var (name, value) in configs) result.Configs!.Add(new CreatedTopicConfig { Name = name, Value = value, Source = ConfigSource.Topic });
        return result;
    }

    private (KafkaError Error, string? Message) Placement(NewTopic topic, ref int partitions)
    {
        if (topic.Assignments.Count == 0)
        {
            if (topic.ReplicationFactor is UseDefault or 1) return default;
            if (topic.ReplicationFactor > 1 && broker.Options.ClampReplicationFactor) return default;
            return (KafkaError.InvalidReplicationFactor, $"Replication factor {topic.ReplicationFactor} cannot be met: there is one broker.");
        }
        if (topic.PartitionCount != UseDefault || topic.ReplicationFactor != UseDefault)
            return (KafkaError.InvalidRequest, "With an assignment, partition count and replication factor must be -1.");
        partitions = topic.Assignments.Count;
        var indexes = new HashSet<int>();
        foreach (var assignment in topic.Assignments)
        {
            if (assignment.Index < 0 || assignment.Index >= partitions || !indexes.Add(assignment.Index))
                return (KafkaError.InvalidReplicaAssignment, "The assignment does not name every partition from 0 once.");
            if (assignment.Brokers.Count == 0 || (!broker.Options.ClampReplicationFactor && assignment.Brokers is not [Broker.NodeId]))
                return (KafkaError.InvalidReplicaAssignment, $"Every partition lives on broker {Broker.NodeId} only.");
        }
        return default;
    }
}
