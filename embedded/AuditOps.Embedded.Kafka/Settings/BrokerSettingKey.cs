using System.Globalization;
using AuditOps.Embedded.Kafka.Storage;

namespace AuditOps.Embedded.Kafka.Settings;

/// <summary>One setting of the broker that can be changed while it runs; names and meanings are Apache Kafka's.</summary>
/// <param name="TopicKey">The topic config it is the default of; null for one that is kept and shown, but has no effect here.</param>
internal sealed record BrokerSettingKey(string Name, TopicConfigType Type, string? TopicKey, Func<string, bool> IsValid, string? Default = null)
{
    /// <summary>Longest value, characters.</summary>
    private const int MaxValue = 4096;

    public static readonly IReadOnlyDictionary<string, BrokerSettingKey> All = Build();

    public string? Problem(string value) => value.Length <= MaxValue && IsValid(value) ? null : $"Invalid value for configuration {Name}";

    private static Dictionary<string, BrokerSettingKey> Build()
    {
        BrokerSettingKey[] keys =
        [
            Of("log.cleaner.delete.retention.ms", "delete.retention.ms"),
            Of("log.cleaner.max.compaction.lag.ms", "max.compaction.lag.ms"),
            Of("log.cleaner.min.cleanable.ratio", "min.cleanable.dirty.ratio"),
            Of("log.cleaner.min.compaction.lag.ms", "min.compaction.lag.ms"),
            Of("log.cleanup.policy", "cleanup.policy"),
            Of("log.message.timestamp.type", "message.timestamp.type"),
            Of("log.retention.bytes", "retention.bytes"),
            Of("log.retention.ms", "retention.ms"),
            Of("log.roll.ms", "segment.ms"),
            Of("log.segment.bytes", "segment.bytes"),
            Of("message.max.bytes", "max.message.bytes"),
            // There are neither Kerberos nor such threads here; clients set both all the same.
            new("sasl.kerberos.min.time.before.relogin", TopicConfigType.Long, null, value => IsWhole(value, 0), "60000"),
            new("background.threads", TopicConfigType.Int, null, value => IsWhole(value, 1), "10"),
        ];
        return keys.ToDictionary(key => key.Name, StringComparer.Ordinal);
    }

    private static BrokerSettingKey Of(string name, string topicKey)
    {
        var key = TopicConfigKey.All[topicKey];
        return new BrokerSettingKey(name, key.Type, topicKey, key.IsValid);
    }

    private static bool IsWhole(string value, int min) => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed) && parsed >= min;
}
