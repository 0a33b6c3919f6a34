namespace AuditOps.Engines.Replay;

/// <summary>How a record fails a test.</summary>
public enum MissedTestState
{
    /// <summary>The record does not have the field.</summary>
    Absent,

    /// <summary>It has the field with another value.</summary>
    Differs,

    /// <summary>It has the value, and the rule leaves such records alone.</summary>
    Excluded,
}
