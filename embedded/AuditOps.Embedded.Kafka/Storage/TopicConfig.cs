using System.Globalization;

namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>A topic's effective configuration: explicit values over the store's defaults. Names and meanings are Apache Kafka's topic configs.</summary>
internal sealed record TopicConfig
{
    public bool Delete { get; init; } = true;

    public bool Compact { get; init; }

    public long RetentionMs { get; init; }

    public long RetentionBytes { get; init; }

    public int SegmentBytes { get; init; }

    public long SegmentMs { get; init; }

    public int MaxMessageBytes { get; init; }

    public long DeleteRetentionMs { get; init; }

    public long MinCompactionLagMs { get; init; }

    public long MaxCompactionLagMs { get; init; } = long.MaxValue;

    /// <summary>Share of not yet compacted bytes from which a compaction is worth it. Kafka's default.</summary>
    public double MinCleanableDirtyRatio { get; init; } = 0.5;

    public bool LogAppendTime { get; init; }

    /// <summary>Parses explicit values; <paramref name="errors"/> lists every unknown name and illegal value, and the result is null when there is one.</summary>
    public static TopicConfig? TryParse(IReadOnlyDictionary<string, string> configs, LogStoreOptions defaults, out IReadOnlyList<string> errors)
    {
        List<string> problems = [];
        foreach (var (name, value) in configs)
        {
            if (!TopicConfigKey.All.TryGetValue(name, out var key)) problems.Add($"Unknown topic config name: {name}");
            else if (value is null || !key.IsValid(value)) problems.Add($"Invalid value {value} for configuration {name}");
        }
        errors = problems;
        if (problems.Count > 0) return null;
        var policy = Effective(configs, defaults, "cleanup.policy");
        return new TopicConfig
        {
            Delete = policy.Contains("delete", StringComparison.Ordinal),
            Compact = policy.Contains("compact", StringComparison.Ordinal),
            RetentionMs = Number("retention.ms"),
            RetentionBytes = Number("retention.bytes"),
            SegmentBytes = (int)Number("segment.bytes"),
            SegmentMs = Number("segment.ms"),
            MaxMessageBytes = (int)Number("max.message.bytes"),
            DeleteRetentionMs = Number("delete.retention.ms"),
            MinCompactionLagMs = Number("min.compaction.lag.ms"),
            MaxCompactionLagMs = Number("max.compaction.lag.ms"),
            MinCleanableDirtyRatio = double.Parse(Effective(configs, defaults, "min.cleanable.dirty.ratio"), CultureInfo.InvariantCulture),
            LogAppendTime = Effective(configs, defaults, "message.timestamp.type") == "LogAppendTime",
        };

        long Number(string name) => long.Parse(Effective(configs, defaults, name), CultureInfo.InvariantCulture);
    }

    /// <summary>The value that applies: the explicit one, else the default of <see cref="Default"/>.</summary>
    public static string Effective(IReadOnlyDictionary<string, string> configs, LogStoreOptions defaults, string name) =>
        configs.TryGetValue(name, out var value) ? value : Default(name, defaults);

    /// <summary>The default of a known config, as text: what was set while the store was open, else the one of its start.</summary>
    public static string Default(string name, LogStoreOptions defaults) =>
        defaults.TopicDefaults.TryGetValue(name, out var value) ? value : Static(name, defaults);

    /// <summary>The default of a known config where nothing was set while the store was open.</summary>
    public static string Static(string name, LogStoreOptions defaults) => name switch
    {
        "cleanup.policy" => "delete",
        "compression.type" => "producer",
        "delete.retention.ms" => Milliseconds(defaults.DeleteRetention),
        "file.delete.delay.ms" => "60000",
        "flush.messages" or "flush.ms" or "max.compaction.lag.ms" or "message.timestamp.difference.max.ms" => "9223372036854775807",
        "index.interval.bytes" => defaults.IndexIntervalBytes.ToString(CultureInfo.InvariantCulture),
        "max.message.bytes" => defaults.MaxMessageBytes.ToString(CultureInfo.InvariantCulture),
        "message.downconversion.enable" => "true",
        "message.format.version" => "3.0-IV1",
        "message.timestamp.type" => "CreateTime",
        "min.cleanable.dirty.ratio" => "0.5",
        "min.compaction.lag.ms" or "segment.jitter.ms" => "0",
        "min.insync.replicas" => "1",
        "preallocate" or "unclean.leader.election.enable" => "false",
        "retention.bytes" => defaults.RetentionBytes.ToString(CultureInfo.InvariantCulture),
        "retention.ms" => Milliseconds(defaults.Retention),
        "segment.bytes" => defaults.SegmentBytes.ToString(CultureInfo.InvariantCulture),
        "segment.index.bytes" => "10485760",
        "segment.ms" => Milliseconds(defaults.SegmentAge),
        _ => throw new EmbeddedKafkaException(KafkaError.InvalidConfig, $"Unknown topic config name: {name}"),
    };

    static string Milliseconds(TimeSpan value) => ((long)value.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
}
