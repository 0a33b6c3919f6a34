namespace AuditOps.Streams;

/// <summary>A worker as seen from outside; a snapshot, at most a commit interval old.</summary>
public sealed record WorkerStatus
{
    public required int Worker { get; init; }
    public required WorkerState State { get; init; }
    public int Tasks { get; init; }

    /// <summary>Tasks whose state is being restored.</summary>
    public int Restoring { get; init; }

    /// <summary>Committed entries in the stores of the running tasks.</summary>
    public long StateEntries { get; init; }

    /// <summary>Their approximate size in memory.</summary>
    public long StateBytes { get; init; }

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

    /// <summary><see cref="Behind"/> for each topic that is not drained.</summary>
    public IReadOnlyDictionary<string, TimeSpan> BehindByTopic { get; init; } = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);

    /// <summary>Punctuations that threw too often and are not called any more until their task starts anew: step, name and partition.</summary>
    public IReadOnlyList<string> SwitchedOff { get; init; } = [];

    public string? LastError { get; init; }
    public DateTimeOffset? LastErrorAt { get; init; }
}
