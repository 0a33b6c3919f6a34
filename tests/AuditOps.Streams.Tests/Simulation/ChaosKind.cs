namespace AuditOps.Streams.Tests.Simulation;

/// <summary>What a run does to its processes and its cluster, beside the faults of single calls.</summary>
internal enum ChaosKind
{
    /// <summary>A process is killed and starts again with its snapshots.</summary>
    CrashKeepingDisk,

    /// <summary>A process is killed and starts again on an empty disk.</summary>
    CrashLosingDisk,

    /// <summary>A process stands still, often for longer than session and transaction timeouts, and goes on as if nothing had happened.</summary>
    Frozen,

    /// <summary>A second process starts under the name of one that still runs: two holders of one transactional id.</summary>
    Zombie,

    /// <summary>The group rebalances for no reason of its members.</summary>
    Rebalance,

    WorkerAdded,

    /// <summary>A process leaves in good order.</summary>
    WorkerLeft,

    /// <summary>Changelogs are compacted; their start moves to what is left, so that older snapshots point before it.</summary>
    Compaction,

    /// <summary>Input that every group has read goes by retention.</summary>
    Retention,

    /// <summary>A process starts with a wall clock that is minutes off.</summary>
    ClockSkew,
}
