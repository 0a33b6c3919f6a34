namespace AuditOps.Embedded.Kafka.Transactions;

/// <summary>Where a transactional id is; kept on disk by number.</summary>
internal enum TransactionState : sbyte
{
    /// <summary>A producer id is given out; nothing has begun.</summary>
    Empty = 0,
    Ongoing = 1,

    /// <summary>The outcome is decided: once this is on disk it will be carried out, however often the broker dies.</summary>
    PrepareCommit = 2,
    PrepareAbort = 3,
    CompleteCommit = 4,
    CompleteAbort = 5,
}
