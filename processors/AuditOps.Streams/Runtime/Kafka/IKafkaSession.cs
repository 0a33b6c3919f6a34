using Confluent.Kafka;

namespace AuditOps.Streams.Runtime.Kafka;

/// <summary>
/// The seam through which a worker sees Kafka: one group member and one producer, used by one thread. What is produced belongs, together with the offsets
/// of the next <see cref="Commit"/>, to one batch of work.
/// </summary>
/// <remarks>
/// Failures are <see cref="StreamsException"/>: <see cref="StreamsErrorCode.KafkaTransient"/> = call again, <see cref="StreamsErrorCode.KafkaAborted"/> and
/// <see cref="StreamsErrorCode.KafkaProducerLost"/> = call <see cref="Abort"/>, seek back, go on; <see cref="StreamsErrorCode.KafkaFatal"/> = stop.
/// </remarks>
internal interface IKafkaSession : IDisposable
{
    void Subscribe(IReadOnlyList<string> topics, IPollListener listener);

    /// <summary>Appends up to <paramref name="maxRecords"/> records; waits at most <paramref name="maxWait"/> for the first and not at all for the rest.</summary>
    void Poll(TimeSpan maxWait, int maxRecords, List<KafkaRecord> into);

    /// <summary>The next poll continues at this offset; records fetched ahead are discarded.</summary>
    void Seek(TopicPartition partition, long offset);

    void Pause(IReadOnlyCollection<TopicPartition> partitions);
    void Resume(IReadOnlyCollection<TopicPartition> partitions);

    /// <summary>Hands a record to the producer. A full queue makes this wait; nothing is dropped.</summary>
    void Produce(in OutgoingRecord record);

    /// <summary>
    /// Ends the batch: everything produced is acknowledged, then the offsets are stored. A transient failure leaves the batch open:
    /// call again with the same or later offsets.
    /// </summary>
    void Commit(IReadOnlyCollection<TopicPartitionOffset> offsets);

    /// <summary>Gives up what was produced since the last commit as far as that is possible, and makes the session usable again.</summary>
    void Abort();

    /// <summary>Records between this position and the end as last heard from the broker; null when not known.</summary>
    long? Lag(TopicPartition partition, long position);
}
