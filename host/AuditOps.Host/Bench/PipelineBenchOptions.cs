using AuditOps.Streams;

namespace AuditOps.Host.Bench;

/// <summary>What <c>bench pipeline</c> measures.</summary>
internal sealed record PipelineBenchOptions
{
    /// <summary>How long the backlog load runs. Default 180 s.</summary>
    public int Seconds { get; init; } = 180;

    /// <summary>Events a second of the open loop that measures latency. Default 2,000.</summary>
    public int Rate { get; init; } = 2_000;

    /// <summary>How long the open loop runs. Default 30 s.</summary>
    public int LatencySeconds { get; init; } = 30;

    /// <summary>Bytes of a raw record. Default 1,300.</summary>
    public int PayloadBytes { get; init; } = 1_300;

    /// <summary>Most events published but not yet queryable during the backlog load. Default 50,000: never dry, and the publisher does not run away.</summary>
    public int MaxAhead { get; init; } = 50_000;

    /// <summary>Seed of the generated records.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>What processing promises. Default exactly once.</summary>
    public ProcessingGuarantee Guarantee { get; init; } = ProcessingGuarantee.ExactlyOnce;

    /// <summary>Measure the backlog without exactly-once first, in the same way, and print the ratio.</summary>
    public bool Compare { get; init; }

    /// <summary>Bootstrap servers of a running stack; null starts broker, ClickHouse and processing as child processes. Needs <see cref="ClickHouse"/> too.</summary>
    public string? Kafka { get; init; }

    /// <summary>Address of a running stack's ClickHouse.</summary>
    public string? ClickHouse { get; init; }

    /// <summary>Print one JSON object last.</summary>
    public bool Json { get; init; }
}
