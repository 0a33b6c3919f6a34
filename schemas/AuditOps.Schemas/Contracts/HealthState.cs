namespace AuditOps.Schemas.Contracts;

/// <summary>How a source does. Values are stored; never renumber.</summary>
public enum HealthState
{
    Unspecified = 0,

    /// <summary>All is well.</summary>
    Ok = 1,

    /// <summary>Nothing was tried yet.</summary>
    Waiting = 2,

    /// <summary>The other side asked to be left alone for a while.</summary>
    Throttled = 3,

    /// <summary>It works, but something is wrong or missing: an alarm.</summary>
    Degraded = 4,

    /// <summary>Nothing gets through.</summary>
    Failing = 5,

    /// <summary>It answers, but nothing has come for longer than is usual.</summary>
    Silent = 6,

    /// <summary>Switched off on purpose.</summary>
    Disabled = 7,
}
