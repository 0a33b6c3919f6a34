using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Settings;
using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Configs of topics and of the broker.</summary>
internal sealed class DescribeConfigsApi(Broker broker) : Api<DescribeConfigsRequest>(ApiKey.DescribeConfigs, 1, 4, 4)
{
    /// <summary>Settings of the broker's start that clients look for, beside those that can be altered.</summary>
    private static readonly (string Name, TopicConfigType Type, Func<BrokerOptions, string> Value)[] s_fixed =
    [
        ("broker.id", TopicConfigType.Int, _ => $"{Broker.NodeId}"),
        ("num.partitions", TopicConfigType.Int, options => $"{options.DefaultPartitions}"),
        ("default.replication.factor", TopicConfigType.Int, _ => "1"),
        ("auto.create.topics.enable", TopicConfigType.Boolean, options => options.AutoCreateTopics ? "true" : "false"),
        ("allow.everyone.if.no.acl.found", TopicConfigType.Boolean, options => options.AllowEveryoneIfNoAclFound ? "true" : "false"),
        ("super.users", TopicConfigType.String, options => string.Join(';', options.SuperUsers)),
        ("group.initial.rebalance.delay.ms", TopicConfigType.Int, options => $"{(long)options.GroupInitialRebalanceDelay.TotalMilliseconds}"),
        ("group.min.session.timeout.ms", TopicConfigType.Int, options => $"{(long)options.MinSessionTimeout.TotalMilliseconds}"),
        ("group.max.session.timeout.ms", TopicConfigType.Int, options => $"{(long)options.MaxSessionTimeout.TotalMilliseconds}"),
        ("socket.request.max.bytes", TopicConfigType.Int, options => $"{options.MaxRequestBytes}"),
        ("min.insync.replicas", TopicConfigType.Int, _ => "1"),
    ];

    public static bool IsFixed(string name) => Array.Exists(s_fixed, setting => setting.Name == name);

    protected override ValueTask<IMessage?> HandleAsync(DescribeConfigsRequest request, RequestContext context)
    {
        var response = new DescribeConfigsResponse();
        foreach (var resource in request.Resources)
        {
            var result = new DescribedResource { Type = resource.Type, Name = resource.Name };
            response.Results.Add(result);
            result.Error = ConfigAccess.Refusal(broker, context, AclOperation.DescribeConfigs, resource.Type, resource.Name);
            if (result.Error != KafkaError.None) continue;
            switch (resource.Type)
            {
                case ResourceType.Topic:
                    DescribeTopic(resource, request.IncludeSynonyms, result);
                    break;
                case ResourceType.Broker:
                    DescribeBroker(resource, request.IncludeSynonyms, result);
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
            List<ConfigSynonym> values = [];
            if (topic.Configs.TryGetValue(key.Name, out var value)) values.Add(new ConfigSynonym { Name = key.Name, Value = value, Source = ConfigSource.Topic });
            if (BrokerSettingKey.All.Values.FirstOrDefault(setting => setting.TopicKey == key.Name) is { } setting) values.AddRange(Changed(setting, BrokerSettings.ThisBroker));
            values.Add(new ConfigSynonym { Name = key.Name, Value = TopicConfig.Static(key.Name, broker.Store.Options), Source = ConfigSource.Default });
            result.Configs.Add(new DescribedConfig { Name = key.Name, Value = values[0].Value, Source = values[0].Source, ConfigType = (sbyte)key.Type, Synonyms = synonyms ? values : [] });
        }
    }

    private void DescribeBroker(DescribeConfigsResource resource, bool synonyms, DescribedResource result)
    {
        if (resource.Name != BrokerSettings.AllBrokers && resource.Name != BrokerSettings.ThisBroker)
        {
            result.Error = KafkaError.InvalidRequest;
            result.ErrorMessage = $"There is no broker {resource.Name}; the only one is {Broker.NodeId}.";
            return;
        }
        foreach (var key in BrokerSettingKey.All.Values)
        {
            if (resource.Keys is not null && !resource.Keys.Contains(key.Name)) continue;
            var values = Changed(key, resource.Name);
            // Of all brokers only what was set for all is known.
            if (values.Count == 0 && resource.Name == BrokerSettings.AllBrokers) continue;
            if (resource.Name == BrokerSettings.ThisBroker) values.Add(new ConfigSynonym { Name = key.Name, Value = broker.Settings.Static(key), Source = Unchanged(key) });
            result.Configs.Add(new DescribedConfig { Name = key.Name, Value = values[0].Value, Source = values[0].Source, ConfigType = (sbyte)key.Type, Synonyms = synonyms ? values : [] });
        }
        if (resource.Name == BrokerSettings.AllBrokers) return;
        foreach (var (name, type, value) in s_fixed)
        {
            if (resource.Keys is not null && !resource.Keys.Contains(name)) continue;
            result.Configs.Add(new DescribedConfig { Name = name, Value = value(broker.Options), ReadOnly = true, Source = ConfigSource.StaticBroker, ConfigType = (sbyte)type });
        }
    }

    /// <summary>The values set while the broker ran, the one that applies first.</summary>
    private List<ConfigSynonym> Changed(BrokerSettingKey key, string scope)
    {
        List<ConfigSynonym> values = [];
        if (scope == BrokerSettings.ThisBroker && broker.Settings.Explicit(scope).TryGetValue(key.Name, out var value))
            values.Add(new ConfigSynonym { Name = key.Name, Value = value, Source = ConfigSource.DynamicBroker });
        if (broker.Settings.Explicit(BrokerSettings.AllBrokers).TryGetValue(key.Name, out value))
            values.Add(new ConfigSynonym { Name = key.Name, Value = value, Source = ConfigSource.DynamicDefault });
        return values;
    }

    /// <summary>Those that the broker's start may set say so.</summary>
    private static sbyte Unchanged(BrokerSettingKey key) =>
        key.Name is "log.retention.ms" or "log.retention.bytes" or "log.segment.bytes" or "message.max.bytes" ? ConfigSource.StaticBroker : ConfigSource.Default;
}
