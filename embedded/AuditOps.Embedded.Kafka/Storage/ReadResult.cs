namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>The outcome of one read.</summary>
internal readonly record struct ReadResult
{
    public KafkaError Error { get; init; }

    /// <summary>Bytes written into the caller's span: whole batches only.</summary>
    public int Bytes { get; init; }

    /// <summary>When <see cref="Bytes"/> is 0 because the first batch does not fit: its size. Call again with that much room. Else 0.</summary>
    public int NeededBytes { get; init; }

    /// <summary>Offset after the last batch read; the fetch offset when nothing was read.</summary>
    public long NextOffset { get; init; }
}

/// <summary>A timestamp and the offset of the record carrying it; -1 / -1 when there is none.</summary>
internal readonly record struct TimestampOffset(long Timestamp, long Offset)
{
    public static readonly TimestampOffset None = new(-1, -1);
}

/// <summary>An aborted transaction's first offset in a partition, as a fetch answer lists it.</summary>
internal readonly record struct AbortedTransaction(long ProducerId, long FirstOffset);
