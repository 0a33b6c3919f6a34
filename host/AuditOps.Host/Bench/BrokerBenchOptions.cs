namespace AuditOps.Host.Bench;

/// <summary>What <c>bench broker</c> measures.</summary>
internal sealed record BrokerBenchOptions
{
    /// <summary>Bytes of a message's value. Default 300.</summary>
    public int Size { get; init; } = 300;

    /// <summary>Topics of 4 partitions that are filled in a round. Default 32.</summary>
    public int Topics { get; init; } = 32;

    /// <summary>Bytes of values a partition is filled with: 3.5 MiB, below the mock's limit of 5 MiB with the batch and record overhead of small messages.</summary>
    public int BytesPerPartition { get; init; } = 3584 << 10;

    /// <summary>Interleaved rounds; the middle one counts. Default 9: single rounds on a shared machine differ by more than half.</summary>
    public int Rounds { get; init; } = 9;
}
