namespace AuditOps.Streams;

/// <summary>A worker as seen from outside; a snapshot, at most a commit interval old.</summary>
public sealed record WorkerStatus
{
    public required int Worker { get; init; }
    public required WorkerState State { get; init; }
    public int Tasks { get; init; }

    /// <summary>Records processed since start.</summary>
    public long Processed { get; init; }

    /// <summary>Records turned into dead letters since start.</summary>
    public long DeadLettered { get; init; }

    /// <summary>Batches that had to be done again since start.</summary>
    public long Aborts { get; init; }

    /// <summary>Records behind the end of the partitions, as far as known.</summary>
    public long Lag { get; init; }

    /// <summary>Age of the last processed record of the partition furthest behind; zero where everything is processed.</summary>
    public TimeSpan Behind { get; init; }

    public string? LastError { get; init; }
    public DateTimeOffset? LastErrorAt { get; init; }
}
