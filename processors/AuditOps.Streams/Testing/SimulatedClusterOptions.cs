namespace AuditOps.Streams.Testing;

/// <summary>Timeouts and habits of a simulated cluster.</summary>
internal sealed record SimulatedClusterOptions
{
    /// <summary>Silence after which a group gives a member's partitions away. Default 10 s, as the product asks for.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a rebalance waits for members to come back. Default 30 s.</summary>
    public TimeSpan RebalanceTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Age at which the coordinator aborts a transaction. Default 30 s.</summary>
    public TimeSpan TransactionTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether members keep their partitions during a rebalance. Default no: the range assignor's way.</summary>
    public bool Cooperative { get; init; }

    /// <summary>What every call to the cluster takes. Default 1 ms.</summary>
    public TimeSpan CallTime { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Whether sessions use transactions. Default yes.</summary>
    public bool Transactional { get; init; } = true;
}
