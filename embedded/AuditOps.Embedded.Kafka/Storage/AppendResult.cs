namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>Who appends: a client's batch may not be a control batch, the coordinator's may.</summary>
internal enum AppendOrigin
{
    Client,
    Coordinator,
}

/// <summary>The outcome of one append. Nothing was stored unless <see cref="Error"/> is <see cref="KafkaError.None"/>.</summary>
internal readonly record struct AppendResult
{
    public KafkaError Error { get; init; }

    /// <summary>Offset of the batch's first record; the original one when the batch is a producer's repetition; -1 on error.</summary>
    public long BaseOffset { get; init; }

    /// <summary>The acknowledgement may go out once <see cref="PartitionLog.FlushedOffset"/> has reached this; 0 when there is nothing to wait for.</summary>
    public long FlushOffset { get; init; }

    /// <summary>Broker time given to the records, ms since epoch, on topics with LogAppendTime; else -1.</summary>
    public long AppendTimeMs { get; init; }

    public long LogStartOffset { get; init; }

    /// <summary>True when the batch was already stored and nothing was appended.</summary>
    public bool Duplicate { get; init; }

    /// <summary>Indexes in the batch of the records that made it invalid; null when no single record did.</summary>
    public IReadOnlyList<int>? InvalidRecords { get; init; }

    /// <summary>A sentence for the client; null when the code says it all.</summary>
    public string? Message { get; init; }

    internal static AppendResult Fail(KafkaError error, long logStart, string? message = null, IReadOnlyList<int>? records = null) =>
        new() { Error = error, BaseOffset = -1, AppendTimeMs = -1, LogStartOffset = logStart, InvalidRecords = records, Message = message };
}
