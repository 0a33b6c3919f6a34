namespace AuditOps.Embedded.Kafka.Checking;

/// <summary>What a check has read and found.</summary>
public sealed record CheckReport
{
    /// <summary>The folder that was read.</summary>
    public required string Directory { get; init; }

    /// <summary>Whether the broker stopped in order. After a kill, an unfinished tail beyond the recovery point is no fault: the next start cuts it.</summary>
    public bool CleanStop { get; init; }

    public int Topics { get; init; }

    public int Partitions { get; init; }

    public int Segments { get; init; }

    public long Bytes { get; init; }

    public long Batches { get; init; }

    public long Records { get; init; }

    /// <summary>End markers of transactions, of which <see cref="AbortedTransactions"/> ended data that was thrown away.</summary>
    public long Markers { get; init; }

    public long AbortedTransactions { get; init; }

    /// <summary>Transactions open in a partition, all partitions counted; each holds its partition's last stable offset.</summary>
    public int OpenTransactions { get; init; }

    public int TransactionalIds { get; init; }

    public int Groups { get; init; }

    /// <summary>All faults found, also those beyond the ones listed.</summary>
    public long FaultCount { get; init; }

    /// <summary>The faults, in the order of the walk; at most 10,000.</summary>
    public required IReadOnlyList<CheckFault> Faults { get; init; }

    /// <summary>What is worth knowing and no fault, such as a tail that the next start will cut.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}
