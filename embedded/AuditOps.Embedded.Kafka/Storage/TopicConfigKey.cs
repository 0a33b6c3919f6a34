using System.Globalization;

namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>Types of config values, numbered as DescribeConfigs answers number them.</summary>
internal enum TopicConfigType : sbyte
{
    Boolean = 1,
    String = 2,
    Int = 3,
    Long = 5,
    Double = 6,
    List = 7,
}

/// <summary>One topic config this broker knows: name, type and which values are legal. <see cref="Effective"/> false = accepted and shown, but without effect here.</summary>
internal sealed record TopicConfigKey(string Name, TopicConfigType Type, bool Effective, Func<string, bool> IsValid)
{
    /// <summary>Every known key, by name.</summary>
    public static readonly IReadOnlyDictionary<string, TopicConfigKey> All = Build();

    static Dictionary<string, TopicConfigKey> Build()
    {
        TopicConfigKey[] keys =
        [
            new("cleanup.policy", TopicConfigType.List, true, IsCleanupPolicy),
            new("compression.type", TopicConfigType.String, false, value => value is "producer" or "uncompressed" or "gzip" or "snappy" or "lz4" or "zstd"),
            new("delete.retention.ms", TopicConfigType.Long, true, value => IsLong(value, 0)),
            new("file.delete.delay.ms", TopicConfigType.Long, false, value => IsLong(value, 0)),
            new("flush.messages", TopicConfigType.Long, false, value => IsLong(value, 1)),
            new("flush.ms", TopicConfigType.Long, false, value => IsLong(value, 0)),
            new("index.interval.bytes", TopicConfigType.Int, false, value => IsInt(value, 0)),
            new("max.compaction.lag.ms", TopicConfigType.Long, true, value => IsLong(value, 1)),
            new("max.message.bytes", TopicConfigType.Int, true, value => IsInt(value, 0)),
            new("message.downconversion.enable", TopicConfigType.Boolean, false, IsBool),
            new("message.format.version", TopicConfigType.String, false, value => value.Length is > 0 and < 32),
            new("message.timestamp.difference.max.ms", TopicConfigType.Long, false, value => IsLong(value, 0)),
            new("message.timestamp.type", TopicConfigType.String, true, value => value is "CreateTime" or "LogAppendTime"),
            new("min.cleanable.dirty.ratio", TopicConfigType.Double, true, IsRatio),
            new("min.compaction.lag.ms", TopicConfigType.Long, true, value => IsLong(value, 0)),
            new("min.insync.replicas", TopicConfigType.Int, false, value => IsInt(value, 1)),
            new("preallocate", TopicConfigType.Boolean, false, IsBool),
            new("retention.bytes", TopicConfigType.Long, true, value => IsLong(value, -1)),
            new("retention.ms", TopicConfigType.Long, true, value => IsLong(value, -1)),
            new("segment.bytes", TopicConfigType.Int, true, value => IsInt(value, 14)),
            new("segment.index.bytes", TopicConfigType.Int, false, value => IsInt(value, 4)),
            new("segment.jitter.ms", TopicConfigType.Long, false, value => IsLong(value, 0)),
            new("segment.ms", TopicConfigType.Long, true, value => IsLong(value, 1)),
            new("unclean.leader.election.enable", TopicConfigType.Boolean, false, IsBool),
        ];
        return keys.ToDictionary(key => key.Name, StringComparer.Ordinal);
    }

    static bool IsBool(string value) => value is "true" or "false";

    static bool IsLong(string value, long min) => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed) && parsed >= min;

    static bool IsInt(string value, int min) => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed) && parsed >= min;

    static bool IsRatio(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) && parsed is >= 0 and <= 1;

    static bool IsCleanupPolicy(string value) =>
        value.Split(',', StringSplitOptions.TrimEntries) is { Length: > 0 } parts && Array.TrueForAll(parts, part => part is "delete" or "compact");
}
