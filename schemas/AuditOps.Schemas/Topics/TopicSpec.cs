using System.Globalization;

namespace AuditOps.Schemas.Topics;

/// <summary>One topic of AuditOps, as it must exist on the cluster.</summary>
public sealed record TopicSpec
{
    /// <summary>Kafka's own limit where a topic sets none (max.message.bytes, 1 MiB and the batch overhead).</summary>
    public const int DefaultMaxMessageBytes = 1_048_588;

    public required string Name { get; init; }

    /// <summary>What a key is made of, in words.</summary>
    public required string Key { get; init; }

    /// <summary>What a value is, in words.</summary>
    public required string Value { get; init; }

    /// <summary>True for the topics that carry the load: they all have the one configured number of partitions. False: one partition.</summary>
    public required bool Partitioned { get; init; }

    public required TopicCleanup Cleanup { get; init; }

    /// <summary>How long records stay; null where only compaction removes any.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>Largest record batch in bytes, after compression.</summary>
    public int MaxMessageBytes { get; init; } = DefaultMaxMessageBytes;

    public int PartitionsOf(int partitions) => Partitioned ? partitions : 1;

    /// <summary>The topic's settings in Kafka's own names. Replication and min.insync.replicas belong to the cluster, not to the topic's meaning.</summary>
    public IReadOnlyDictionary<string, string> ToConfig() => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["cleanup.policy"] = CleanupText,
        ["retention.ms"] = Retention is { } kept ? ((long)kept.TotalMilliseconds).ToString(CultureInfo.InvariantCulture) : "-1",
        ["max.message.bytes"] = MaxMessageBytes.ToString(CultureInfo.InvariantCulture),
    };

    private string CleanupText => Cleanup switch
    {
        TopicCleanup.Compact => "compact",
        TopicCleanup.CompactAndDelete => "compact,delete",
        _ => "delete",
    };
}
