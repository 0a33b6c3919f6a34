using Confluent.Kafka;

namespace AuditOps.Streams.Runtime.Kafka;

/// <summary>What a poll may find besides records. All calls come on the polling thread, from inside <see cref="IKafkaSession.Poll"/>.</summary>
internal interface IPollListener
{
    void OnAssigned(IReadOnlyList<TopicPartition> added);

    /// <summary>Partitions are about to go to another worker; their offsets can still be committed.</summary>
    void OnRevoked(IReadOnlyList<TopicPartition> removed);

    /// <summary>Partitions are gone already; nothing can be committed for them.</summary>
    void OnLost(IReadOnlyList<TopicPartition> removed);

    /// <summary>Every record of the partition below this offset has been polled, and there were no more.</summary>
    void OnReachedEnd(TopicPartition partition, long offset);
}
