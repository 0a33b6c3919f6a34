namespace AuditOps.Processors;

/// <summary>One worker of the processing role as seen from outside.</summary>
public sealed record StageStatus
{
    /// <summary>Topology and worker number, or sink.</summary>
    public required string Name { get; init; }

    /// <summary>Starting, Running, Yielding, BackingOff, Stopped or Failed.</summary>
    public required string State { get; init; }

    /// <summary>Records (topologies) or rows (sinks) done since start.</summary>
    public long Processed { get; init; }

    public long DeadLettered { get; init; }

    /// <summary>Records not yet done, as far as known.</summary>
    public long Lag { get; init; }

    /// <summary>Topologies: age of the last processed record where furthest behind. Sinks: how long the oldest row in hand has waited.</summary>
    public TimeSpan Behind { get; init; }

    public string? LastError { get; init; }
    public DateTimeOffset? LastErrorAt { get; init; }

    /// <summary>Since when nothing gets through; null while all is well.</summary>
    public DateTimeOffset? DegradedSince { get; init; }
}
