using Confluent.Kafka;

namespace AuditOps.Streams.Runtime.Kafka;

/// <summary>Reads given partitions from given offsets, committed records only: restores and broadcast tables. One thread.</summary>
/// <remarks>Failures are <see cref="StreamsException"/> with <see cref="StreamsErrorCode.KafkaTransient"/> (call again) or <see cref="StreamsErrorCode.KafkaFatal"/>.</remarks>
internal interface ITableReader : IDisposable
{
    /// <summary>Replaces the assignment. <see cref="Offset.Beginning"/> stands for the first record there is.</summary>
    void Assign(IReadOnlyCollection<TopicPartitionOffset> partitions);

    /// <summary>Appends what has come.</summary>
    /// <param name="maxWait">Longest wait for the first record.</param>
    /// <param name="maxRecords">Most records.</param>
    /// <param name="into">Records, in order per partition.</param>
    /// <param name="ended">
    /// Partitions read to their very end, with the offset where reading goes on: everything before it was given out or is void, and no transaction before it is
    /// still open. Told again when there was more.
    /// </param>
    /// <param name="outOfRange">Partitions whose log no longer holds the offset asked for; they stand still until assigned anew.</param>
    void Poll(TimeSpan maxWait, int maxRecords, List<KafkaRecord> into, List<TopicPartitionOffset> ended, List<TopicPartition> outOfRange);

    int PartitionCount(string topic);

    /// <summary>Where an assigned partition's log ends, as last heard; null when not known yet.</summary>
    long? End(TopicPartition partition);
}
