namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>Settings of the log store. Topic configs override the ones whose comment names a topic config.</summary>
internal sealed record LogStoreOptions
{
    /// <summary>Root directory; created when absent. Holds exactly one store, held by one process.</summary>
    public required string Directory { get; init; }

    /// <summary>Bytes after which a segment is rolled (topic config segment.bytes). Default 128 MiB.</summary>
    public int SegmentBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>Age after which a non-empty segment is rolled (topic config segment.ms). Default 7 days.</summary>
    public TimeSpan SegmentAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>What an acknowledgement waits for. Default <see cref="FlushPolicy.Group"/>.</summary>
    public FlushPolicy FlushPolicy { get; init; } = FlushPolicy.Group;

    /// <summary>Time between flushes under <see cref="FlushPolicy.Interval"/>. Default 100 ms.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Log bytes between two entries of a segment's sparse index. Default 32 KiB.</summary>
    public int IndexIntervalBytes { get; init; } = 32 * 1024;

    /// <summary>Largest record batch accepted, header included (topic config max.message.bytes). Default 1 048 588 bytes, as Apache Kafka.</summary>
    public int MaxMessageBytes { get; init; } = 1_048_588;

    /// <summary>Free bytes on the volume below which appends are refused. Default 512 MiB.</summary>
    public long MinFreeDiskBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>Reads the free bytes of the volume holding a path. Null asks the operating system.</summary>
    public Func<string, long>? FreeDiskProbe { get; init; }

    /// <summary>Idle time after which a producer id's sequence state is forgotten. Default 1 day.</summary>
    public TimeSpan ProducerIdExpiration { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Age after which closed segments may go (topic config retention.ms). Default 7 days.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Bytes per partition above which the oldest segments may go (topic config retention.bytes). Default -1: no limit.</summary>
    public long RetentionBytes { get; init; } = -1;

    /// <summary>How long a tombstone stays visible after compaction (topic config delete.retention.ms). Default 1 day.</summary>
    public TimeSpan DeleteRetention { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Time between two rounds of compaction and the forgetting of idle producers. Default 15 s.</summary>
    public TimeSpan HousekeepingInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Time between two rounds of retention. Default 1 min; records far older than the retention live at least that long.</summary>
    public TimeSpan RetentionInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Time between two writes of the recovery points. Bounds what is scanned after a crash. Default 5 s.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Distinct keys a compaction round of one partition may hold in memory; more are taken in the next round. Default 1 million, about 50 MB.</summary>
    public int CompactionMaxKeys { get; init; } = 1_000_000;

    /// <summary>Largest decompressed size of one batch the store is willing to look into. Default 64 MiB.</summary>
    public int MaxDecompressedBatchBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Defaults of topic configs in place of those above, by the config's name. Default none.</summary>
    public IReadOnlyDictionary<string, string> TopicDefaults { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>All problems with these settings; empty when they are usable.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> errors = [];
        if (string.IsNullOrWhiteSpace(Directory)) errors.Add("Directory is empty.");
        if (SegmentBytes < 4096) errors.Add($"SegmentBytes is {SegmentBytes}; at least 4096 bytes are needed.");
        if (SegmentAge <= TimeSpan.Zero) errors.Add("SegmentAge must be positive.");
        if (FlushInterval <= TimeSpan.Zero) errors.Add("FlushInterval must be positive.");
        if (IndexIntervalBytes < 512) errors.Add($"IndexIntervalBytes is {IndexIntervalBytes}; at least 512 bytes are needed.");
        if (MaxMessageBytes < 1024) errors.Add($"MaxMessageBytes is {MaxMessageBytes}; at least 1024 bytes are needed.");
        if (MinFreeDiskBytes < 0) errors.Add("MinFreeDiskBytes must not be negative.");
        if (ProducerIdExpiration <= TimeSpan.Zero) errors.Add("ProducerIdExpiration must be positive.");
        if (DeleteRetention < TimeSpan.Zero) errors.Add("DeleteRetention must not be negative.");
        if (HousekeepingInterval <= TimeSpan.Zero) errors.Add("HousekeepingInterval must be positive.");
        if (RetentionInterval <= TimeSpan.Zero) errors.Add("RetentionInterval must be positive.");
        if (CheckpointInterval <= TimeSpan.Zero) errors.Add("CheckpointInterval must be positive.");
        if (CompactionMaxKeys < 1) errors.Add("CompactionMaxKeys must be at least 1.");
        if (MaxDecompressedBatchBytes < 64 * 1024) errors.Add("MaxDecompressedBatchBytes must be at least 64 KiB.");
        return errors;
    }
}
