using Microsoft.Extensions.Logging;

namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>Everything the broker keeps on disk: topics, their partitions' logs, producer ids, internal logs. One process holds a directory at a time.</summary>
internal sealed class LogStore : IAsyncDisposable
{
    LogStore(LogStoreOptions options) => Options = options;

    public LogStoreOptions Options { get; }

    /// <summary>Random, persisted on first open.</summary>
    public string ClusterId { get; } = "";

    /// <summary>All topics, by name; a snapshot that never changes.</summary>
    public IReadOnlyDictionary<string, TopicInfo> Topics { get; } = new Dictionary<string, TopicInfo>(StringComparer.Ordinal);

    /// <summary>True while free disk space is below <see cref="LogStoreOptions.MinFreeDiskBytes"/>; appends are then refused.</summary>
    public bool DiskNearlyFull { get; }

    /// <summary>Smallest offset any live group has committed for a partition, or null when no group reads it. Retention deletes nothing at or above it.</summary>
    public Func<string, int, long?>? MinCommittedOffset { get; set; }

    /// <summary>Asked for transactional batches of clients; null lets them pass.</summary>
    public ITransactionGate? TransactionGate { get; set; }

    /// <summary>Raised after a change to a topic is on disk. Handlers run on the changing thread, outside the store's locks.</summary>
    public event Action<TopicInfo, TopicChange>? TopicChanged;

    /// <summary>Opens or creates a store and recovers it after a crash. Throws <see cref="EmbeddedKafkaException"/> when the settings are wrong or another process holds it.</summary>
    public static LogStore Open(LogStoreOptions options, TimeProvider time, ILoggerFactory loggers) => throw new NotSupportedException();

    public TopicInfo? Topic(string name) => throw new NotSupportedException();

    public TopicInfo? Topic(Guid id) => throw new NotSupportedException();

    /// <summary>The log of a partition; null when there is none. A partition that could not be recovered is there, with <see cref="PartitionLog.Fault"/> set.</summary>
    public PartitionLog? Partition(string topic, int index) => throw new NotSupportedException();

    public PartitionLog? Partition(Guid topicId, int index) => throw new NotSupportedException();

    /// <summary>InvalidTopic, TopicAlreadyExists, InvalidPartitions, InvalidConfig, KafkaStorageError or None; <paramref name="message"/> says which value was wrong. <paramref name="validateOnly"/> checks only.</summary>
    public KafkaError CreateTopic(string name, int partitions, IReadOnlyDictionary<string, string> configs, bool validateOnly, out TopicInfo? topic, out string? message) =>
        throw new NotSupportedException();

    public KafkaError DeleteTopic(string name) => throw new NotSupportedException();

    /// <summary>Grows a topic to <paramref name="count"/> partitions.</summary>
    public KafkaError CreatePartitions(string name, int count, bool validateOnly, out string? message) => throw new NotSupportedException();

    /// <summary>Replaces the explicit configs of a topic by <paramref name="configs"/> (merge before calling for incremental changes).</summary>
    public KafkaError AlterConfigs(string name, IReadOnlyDictionary<string, string> configs, bool validateOnly, out string? message) => throw new NotSupportedException();

    /// <summary>A producer id never given before, not even by an earlier process.</summary>
    public long AllocateProducerId() => throw new NotSupportedException();

    /// <summary>Opens (or gives the already open) internal log of that name.</summary>
    public InternalLog OpenInternal(string name) => throw new NotSupportedException();

    /// <summary>One round of retention and compaction now, as the background loop does it.</summary>
    public void RunHousekeeping() => throw new NotSupportedException();

    public ValueTask DisposeAsync() => throw new NotSupportedException();

    void Raise(TopicInfo topic, TopicChange change) => TopicChanged?.Invoke(topic, change);
}
