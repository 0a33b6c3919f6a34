namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>
/// The log of one partition: appends validated record batches, serves whole batches, tells waiters when data is on disk or readable.
/// All members may be called from any thread.
/// </summary>
internal sealed class PartitionLog
{
    public string Topic { get; } = "";

    public Guid TopicId { get; }

    public int Index { get; }

    /// <summary>First offset that can be read.</summary>
    public long LogStartOffset { get; }

    /// <summary>Offset the next record gets.</summary>
    public long LogEndOffset { get; }

    /// <summary>Everything below is on disk.</summary>
    public long FlushedOffset { get; }

    /// <summary>Readers see offsets below this: the flushed offset under <see cref="FlushPolicy.Group"/>, else the end.</summary>
    public long HighWatermark { get; }

    /// <summary>Readers in read_committed see offsets below this: first offset of an open transaction, at most the high watermark.</summary>
    public long LastStableOffset { get; }

    /// <summary>Constant 0 unless a recovery had to cut acknowledged data.</summary>
    public int LeaderEpoch { get; }

    /// <summary>Not None once the log cannot be used: a failed flush, damage found at start, the topic deleted, the store closed.</summary>
    public KafkaError Fault { get; }

    /// <summary>Bytes of all segments.</summary>
    public long SizeBytes { get; }

    /// <summary>Moves with everything a parked fetch wants to know: high watermark, last stable offset, log start, fault.</summary>
    public long ChangeStamp { get; }

    /// <summary>
    /// Appends one record batch (format v2, header included), patching base offset and leader epoch in place. Checks length, magic, CRC, counts, size limit,
    /// sequence numbers and, on compacted topics, that every record has a key. Topic configs are applied here.
    /// </summary>
    public AppendResult Append(Span<byte> batch, AppendOrigin origin = AppendOrigin.Client) => throw new NotSupportedException();

    /// <summary>False when <paramref name="flushOffset"/> is on disk already (or the policy does not wait): nothing was registered. True: the waiter is told once, later.</summary>
    public bool RegisterFlushWaiter(long flushOffset, IFlushWaiter waiter, long token) => throw new NotSupportedException();

    /// <summary>
    /// False when <see cref="ChangeStamp"/> is no longer <paramref name="seenStamp"/> (look again): nothing was registered. True: the waiter is told once, at the next change.
    /// Read the stamp before reading the log.
    /// </summary>
    public bool RegisterDataWaiter(IDataWaiter waiter, long seenStamp) => throw new NotSupportedException();

    /// <summary>Takes a waiter out again, as when a parked fetch has timed out. A call already under way may still arrive.</summary>
    public void UnregisterDataWaiter(IDataWaiter waiter) => throw new NotSupportedException();

    /// <summary>
    /// Copies whole batches into <paramref name="into"/>, starting with the one containing <paramref name="fetchOffset"/>, up to <paramref name="limitOffset"/>
    /// (pass the high watermark or the last stable offset). Offsets outside [start, end] give <see cref="KafkaError.OffsetOutOfRange"/>; at the limit, 0 bytes and no error.
    /// </summary>
    public ReadResult Read(long fetchOffset, long limitOffset, Span<byte> into) => throw new NotSupportedException();

    /// <summary>About how many bytes a read from <paramref name="fetchOffset"/> to <paramref name="limitOffset"/> could give; cheap, for min_bytes decisions.</summary>
    public long AvailableBytes(long fetchOffset, long limitOffset) => throw new NotSupportedException();

    /// <summary>Adds the aborted transactions overlapping [from, to) to <paramref name="into"/>.</summary>
    public void AbortedTransactions(long from, long to, List<AbortedTransaction> into) => throw new NotSupportedException();

    /// <summary>First record with a timestamp of at least <paramref name="timestamp"/> below the high watermark, exact to the record.</summary>
    public TimestampOffset OffsetForTimestamp(long timestamp) => throw new NotSupportedException();

    /// <summary>First record carrying the largest timestamp below the high watermark.</summary>
    public TimestampOffset MaxTimestamp() => throw new NotSupportedException();

    /// <summary>Raises the log start (-1: to the high watermark) and persists it before returning. Gives the new low watermark, or OffsetOutOfRange.</summary>
    public KafkaError DeleteRecordsTo(long offset, out long lowWatermark) => throw new NotSupportedException();
}
