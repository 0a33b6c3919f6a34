using Confluent.Kafka;

namespace AuditOps.Streams.Runtime.Kafka;

/// <summary>
/// The seam through which a worker sees Kafka: one group member and one producer, used by one thread. What is produced belongs, together with the offsets
/// of the next <see cref="Commit"/>, to one transaction.
/// </summary>
/// <remarks>
/// Failures are <see cref="StreamsException"/>: <see cref="StreamsErrorCode.KafkaTransient"/> = call again, <see cref="StreamsErrorCode.KafkaAborted"/> and
/// <see cref="StreamsErrorCode.KafkaProducerLost"/> = call <see cref="Abort"/>, seek back, go on; <see cref="StreamsErrorCode.KafkaFatal"/> = stop.
/// </remarks>
internal interface IKafkaSession : IDisposable
{
    /// <summary>Takes over the transactional id: an earlier holder is fenced, its open transaction ended. Before <see cref="Subscribe"/>.</summary>
    void Initialize();

    void Subscribe(IReadOnlyList<string> topics, IPollListener listener);

    /// <summary>Appends up to <paramref name="maxRecords"/> records; waits at most <paramref name="maxWait"/> for the first and not at all for the rest.</summary>
    void Poll(TimeSpan maxWait, int maxRecords, List<KafkaRecord> into);

    /// <summary>The next poll continues at this offset; records fetched ahead are discarded.</summary>
    void Seek(TopicPartition partition, long offset);

    void Pause(IReadOnlyCollection<TopicPartition> partitions);
    void Resume(IReadOnlyCollection<TopicPartition> partitions);

    /// <summary>Hands a record to the producer; begins a transaction where none is open. A full queue makes this wait; nothing is dropped.</summary>
    void Produce(in OutgoingRecord record);

    /// <summary>
    /// Ends the transaction: what was produced and the offsets become visible together. After <see cref="StreamsErrorCode.KafkaTransient"/> the outcome is open: call
    /// again with the same offsets and nothing in between, or <see cref="Abort"/>. After <see cref="StreamsErrorCode.KafkaProducerLost"/> it is open too, and only
    /// <see cref="Committed"/> and the logs tell. <see cref="StreamsErrorCode.KafkaAborted"/> (a lost place in the group included): nothing of it is visible.
    /// </summary>
    void Commit(IReadOnlyCollection<TopicPartitionOffset> offsets);

    /// <summary>Gives up what was produced since the last commit, and makes the session usable again, with a new producer if need be.</summary>
    void Abort();

    /// <summary>The group's committed offsets, no transaction pending on them; -1 where there is none.</summary>
    IReadOnlyDictionary<TopicPartition, long> Committed(IReadOnlyCollection<TopicPartition> partitions);

    /// <summary>Records between this position and the end as last heard from the broker; null when not known.</summary>
    long? Lag(TopicPartition partition, long position);
}
