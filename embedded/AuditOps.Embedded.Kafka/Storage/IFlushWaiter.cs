namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>Told once when something registered with RegisterFlushWaiter is on disk. Runs on the flusher's thread: note it and return.</summary>
internal interface IFlushWaiter
{
    /// <param name="token">What the waiter passed at registration.</param>
    /// <param name="error"><see cref="KafkaError.None"/> when on disk; <see cref="KafkaError.KafkaStorageError"/> when the flush failed or the log was closed;
    /// <see cref="KafkaError.UnknownTopicOrPartition"/> when the topic was deleted meanwhile.</param>
    void OnFlushed(long token, KafkaError error);
}

/// <summary>Told once when a partition a fetch is parked on has changed. Runs on the flusher's thread: note it and return.</summary>
internal interface IDataWaiter
{
    void OnChanged(PartitionLog log);
}

/// <summary>The transaction coordinator's say in an append: is the partition part of this producer's open transaction? Called under the partition's lock.</summary>
internal interface ITransactionGate
{
    KafkaError Check(PartitionLog log, long producerId, short producerEpoch);
}
