namespace AuditOps.Streams.Runtime;

/// <summary>Where a task is in its life.</summary>
internal enum TaskState
{
    /// <summary>Its stores are being filled, or a broadcast table is not complete yet; its partitions are paused.</summary>
    Restoring,
    Running,
    Closed,
}
