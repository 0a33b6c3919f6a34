using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>What both ways of altering configs share.</summary>
internal static class TopicConfigChange
{
    private const sbyte Set = 0;
    private const sbyte Delete = 1;
    private const sbyte Append = 2;
    private const sbyte Subtract = 3;

    /// <summary>Whether configs of this resource can be altered at all.</summary>
    public static (KafkaError Error, string? Message) Check(Broker broker, sbyte type, string name)
    {
        if (type != ResourceType.Topic) return (KafkaError.InvalidRequest, "Only topic configs can be altered; the broker's settings are fixed at its start.");
        if (!TopicName.IsLegal(name)) return (KafkaError.InvalidTopic, null);
        return broker.Store.Topic(name) is null ? (KafkaError.UnknownTopicOrPartition, null) : default;
    }

    /// <summary>Applies one incremental change to explicit configs.</summary>
    public static (KafkaError Error, string? Message) Apply(Dictionary<string, string> configs, IncrementalConfig change, LogStoreOptions defaults)
    {
        if (!TopicConfigKey.All.TryGetValue(change.Name, out var key)) return (KafkaError.InvalidConfig, $"Unknown topic config name: {change.Name}");
        if (change.Operation != Delete && change.Value is null) return (KafkaError.InvalidRequest, $"A value for {change.Name} is missing.");
        if (change.Operation is Append or Subtract && key.Type != TopicConfigType.List)
            return (KafkaError.InvalidConfig, $"{change.Name} is not a list; it can only be set or deleted.");
        switch (change.Operation)
        {
            case Set:
                configs[change.Name] = change.Value!;
                break;
            case Delete:
                configs.Remove(change.Name);
                break;
            case Append or Subtract:
                List<string> values = [.. TopicConfig.Effective(configs, defaults, change.Name).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
                foreach (var value in change.Value!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                {
                    values.Remove(value);
                    if (change.Operation == Append) values.Add(value);
                }
                configs[change.Name] = string.Join(',', values);
                break;
            default:
                return (KafkaError.InvalidRequest, $"Operation {change.Operation} is unknown.");
        }
        return default;
    }
}
