namespace AuditOps.Embedded.Kafka.Transactions;

/// <summary>A transactional id and its current or last transaction. Guarded by the coordinator's lock.</summary>
internal sealed class Transaction(string id)
{
    public string Id { get; } = id;

    public TransactionState State { get; set; } = TransactionState.Empty;

    public long ProducerId { get; set; } = -1;

    public short Epoch { get; set; } = -1;

    /// <summary>The epoch of the producer that last asked to go on, as it had it before; -1 when that producer may not come back. Lets a repeated request be told from a zombie's (KIP-360).</summary>
    public short LastEpoch { get; set; } = -1;

    /// <summary>The producer id that goes with <see cref="LastEpoch"/>: another one than now where the epochs were used up.</summary>
    public long LastProducerId { get; set; } = -1;

    public int TimeoutMs { get; set; }

    /// <summary>Unix time in ms at which the open transaction began.</summary>
    public long StartedAtMs { get; set; }

    /// <summary>Unix time in ms of the last change.</summary>
    public long UpdatedAtMs { get; set; }

    /// <summary>Partitions written to, by topic id, so that a topic made anew under the same name is not touched.</summary>
    public HashSet<(Guid TopicId, int Partition)> Partitions { get; } = [];

    /// <summary>Groups whose offsets are part of the transaction.</summary>
    public HashSet<string> Groups { get; } = new(StringComparer.Ordinal);

    /// <summary>Position in the log of the last change; an answer that changes nothing waits for it as well.</summary>
    public long Position { get; set; }

    /// <summary>False while the log does not hold the present state because it could not be written.</summary>
    public bool IsSaved { get; set; }

    /// <summary>The moment the transaction's timer is set for, on the deadline queue's clock.</summary>
    public long TimerDueMs { get; set; } = long.MaxValue;

    /// <summary>True while somebody carries the outcome out.</summary>
    public bool Finishing { get; set; }

    public bool IsPreparing => State is TransactionState.PrepareCommit or TransactionState.PrepareAbort;
}
