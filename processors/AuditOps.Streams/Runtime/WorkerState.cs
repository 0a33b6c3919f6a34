namespace AuditOps.Streams;

/// <summary>What a worker is doing.</summary>
public enum WorkerState
{
    Starting,
    Running,

    /// <summary>Holds back on purpose: another lane has the right of way.</summary>
    Yielding,

    /// <summary>State of a task is being restored; other tasks go on.</summary>
    Restoring,

    /// <summary>Too many dead letters: it stands still until somebody has looked and restarted it.</summary>
    Guarded,

    /// <summary>The last batch failed; waiting to try again.</summary>
    BackingOff,
    Stopped,

    /// <summary>Stopped by a failure that no retry mends.</summary>
    Failed,
}
