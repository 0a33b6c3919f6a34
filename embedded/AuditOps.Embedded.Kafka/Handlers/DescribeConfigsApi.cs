using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Configs of topics, and the few broker settings clients look for.</summary>
internal sealed class DescribeConfigsApi(Broker broker) : Api<DescribeConfigsRequest>(ApiKey.DescribeConfigs, 1, 4, 4)
{
    protected override ValueTask<IMessage?> HandleAsync(DescribeConfigsRequest request, RequestContext context)
    {
        var response = new DescribeConfigsResponse();
        foreach (var resource in request.Resources)
        {
            var result = new DescribedResource { Type = resource.Type, Name = resource.Name };
            response.Results.Add(result);
            switch (resource.Type)
            {
                case ResourceType.Topic:
                    DescribeTopic(resource, request.IncludeSynonyms, result);
                    break;
                case ResourceType.Broker:
                    DescribeBroker(resource, result);
                    break;
                default:
                    result.Error = KafkaError.InvalidRequest;
                    result.ErrorMessage = $"Resource type {resource.Type} has no configs here.";
                    break;
            }
        }
        return Answer(response);
    }

    private void DescribeTopic(DescribeConfigsResource resource, bool synonyms, DescribedResource result)
    {
        if (!TopicName.IsLegal(resource.Name))
        {
            result.Error = KafkaError.InvalidTopic;
            return;
        }
        if (broker.Store.Topic(resource.Name) is not { } topic)
        {
            result.Error = KafkaError.UnknownTopicOrPartition;
            return;
        }
        foreach (var key in TopicConfigKey.All.Values)
        {
            if (resource.Keys is not null && !resource.Keys.Contains(key.Name)) continue;
            var isSet = topic.Configs.ContainsKey(key.Name);
            var config = new DescribedConfig
            {
                Name = key.Name,
                Value = TopicConfig.Effective(topic.Configs, broker.Store.Options, key.Name),
                Source = isSet ? ConfigSource.Topic : ConfigSource.Default,
                ConfigType = (sbyte)key.Type,
            };
            if (synonyms)
            {
                if (isSet) config.Synonyms.Add(new ConfigSynonym { Name = key.Name, Value = config.Value, Source = ConfigSource.Topic });
                config.Synonyms.Add(new ConfigSynonym { Name = key.Name, Value = TopicConfig.Default(key.Name, broker.Store.Options), Source = ConfigSource.Default });
            }
            result.Configs.Add(config);
        }
    }

    private void DescribeBroker(DescribeConfigsResource resource, DescribedResource result)
    {
        if (resource.Name.Length > 0 && resource.Name != $"{Broker.NodeId}")
        {
            result.Error = KafkaError.InvalidRequest;
            result.ErrorMessage = $"There is no broker {resource.Name}; the only one is {Broker.NodeId}.";
            return;
        }
        foreach (var (name, value, type) in BrokerSettings())
        {
            if (resource.Keys is not null && !resource.Keys.Contains(name)) continue;
            result.Configs.Add(new DescribedConfig { Name = name, Value = value, ReadOnly = true, Source = ConfigSource.StaticBroker, ConfigType = (sbyte)type });
        }
    }

    private IEnumerable<(string Name, string Value, TopicConfigType Type)> BrokerSettings()
    {
        var options = broker.Options;
        yield return ("broker.id", $"{Broker.NodeId}", TopicConfigType.Int);
        yield return ("num.partitions", $"{options.DefaultPartitions}", TopicConfigType.Int);
        yield return ("default.replication.factor", "1", TopicConfigType.Int);
        yield return ("auto.create.topics.enable", options.AutoCreateTopics ? "true" : "false", TopicConfigType.Boolean);
        yield return ("group.initial.rebalance.delay.ms", $"{(long)options.GroupInitialRebalanceDelay.TotalMilliseconds}", TopicConfigType.Int);
        yield return ("group.min.session.timeout.ms", $"{(long)options.MinSessionTimeout.TotalMilliseconds}", TopicConfigType.Int);
        yield return ("group.max.session.timeout.ms", $"{(long)options.MaxSessionTimeout.TotalMilliseconds}", TopicConfigType.Int);
        yield return ("message.max.bytes", $"{options.MaxMessageBytes}", TopicConfigType.Int);
        yield return ("socket.request.max.bytes", $"{options.MaxRequestBytes}", TopicConfigType.Int);
        yield return ("log.retention.ms", $"{(long)options.Retention.TotalMilliseconds}", TopicConfigType.Long);
        yield return ("log.segment.bytes", $"{options.SegmentBytes}", TopicConfigType.Int);
        yield return ("min.insync.replicas", "1", TopicConfigType.Int);
    }
}
