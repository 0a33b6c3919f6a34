using System.Globalization;

namespace AuditOps.Schemas.Topics;

/// <summary>One topic of AuditOps, as it must exist on the cluster.</summary>
public sealed record TopicSpec
{
    /// <summary>Kafka's own limit where a topic sets none (max.message.bytes, 1 MiB and the batch overhead).</summary>
    public const int DefaultMaxMessageBytes = 1_048_588;

    /// <summary>At two plans of 250 bytes a second a segment of this size is full after nine hours, so the age below decides; a burst is cut by size.</summary>
    private const int RewrittenSegmentBytes = 16 << 20;

    /// <summary>A start reads what one segment age has written, about 7,200 plans, and what the cleaner has left.</summary>
    private static readonly TimeSpan RewrittenSegmentAge = TimeSpan.FromHours(1);

    /// <summary>Share of a log not compacted yet at which the cleaner takes it up; nearly all of such a log is old values.</summary>
    private const string RewrittenDirtyRatio = "0.01";

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

    /// <summary>
    /// True where the same few keys are written all the time. Kafka compacts neither the segment that is being written nor a log that is mostly clean, and both limits are
    /// far off by default (1 GiB or 7 days; half of the log): such a topic would hold millions of old values that every start reads.
    /// </summary>
    public bool RewrittenOften { get; init; }

    public int PartitionsOf(int partitions) => Partitioned ? partitions : 1;

    /// <summary>The topic's settings in Kafka's own names. Replication and min.insync.replicas belong to the cluster, not to the topic's meaning.</summary>
    public IReadOnlyDictionary<string, string> ToConfig()
    {
        var config = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["cleanup.policy"] = CleanupText,
            ["retention.ms"] = Retention is { } kept ? Milliseconds(kept) : "-1",
            ["max.message.bytes"] = MaxMessageBytes.ToString(CultureInfo.InvariantCulture),
        };
        if (RewrittenOften)
        {
            config["segment.bytes"] = RewrittenSegmentBytes.ToString(CultureInfo.InvariantCulture);
            config["segment.ms"] = Milliseconds(RewrittenSegmentAge);
            config["min.cleanable.dirty.ratio"] = RewrittenDirtyRatio;
        }

        return config;
    }

    private static string Milliseconds(TimeSpan time) => ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    private string CleanupText => Cleanup switch
    {
        TopicCleanup.Compact => "compact",
        TopicCleanup.CompactAndDelete => "compact,delete",
        _ => "delete",
    };
}
