using AuditOps.Embedded.Kafka.Settings;
using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>What both ways of altering configs, and both kinds of resources, share.</summary>
internal static class ConfigChange
{
    private const sbyte Set = 0;
    private const sbyte Delete = 1;
    private const sbyte Append = 2;
    private const sbyte Subtract = 3;

    /// <summary>Whether configs of this resource can be altered at all.</summary>
    public static (KafkaError Error, string? Message) Check(Broker broker, sbyte type, string name)
    {
        switch (type)
        {
            case ResourceType.Topic:
                if (!TopicName.IsLegal(name)) return (KafkaError.InvalidTopic, null);
                return broker.Store.Topic(name) is null ? (KafkaError.UnknownTopicOrPartition, null) : default;
            case ResourceType.Broker:
                return name == BrokerSettings.AllBrokers || name == BrokerSettings.ThisBroker ? default : (KafkaError.InvalidRequest, $"There is no broker {name}; the only one is {Broker.NodeId}.");
            default:
                return (KafkaError.InvalidRequest, "Only configs of topics and of the broker can be altered.");
        }
    }

    /// <summary>Whether a name is one of the broker's that can be altered, and if not, why.</summary>
    public static (KafkaError Error, string? Message) CheckSetting(string name)
    {
        if (BrokerSettingKey.All.ContainsKey(name)) return default;
        return DescribeConfigsApi.IsFixed(name)
            ? (KafkaError.InvalidRequest, $"{name} is fixed at the broker's start.")
            : (KafkaError.InvalidConfig, $"Unknown broker config name: {name}");
    }

    /// <summary>Applies one incremental change to explicit configs.</summary>
    /// <param name="effective">The value that lists are added to and taken from.</param>
    public static (KafkaError Error, string? Message) Apply(Dictionary<string, string> configs, IncrementalConfig change, TopicConfigType type, Func<string> effective)
    {
        if (change.Operation != Delete && change.Value is null) return (KafkaError.InvalidRequest, $"A value for {change.Name} is missing.");
        if (change.Operation is Append or Subtract && type != TopicConfigType.List)
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
                List<string> values = [.. effective().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
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
