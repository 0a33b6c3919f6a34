namespace AuditOps.Host.Bench;

/// <summary>Which part of the way a row measures.</summary>
internal enum RulesBenchStage
{
    /// <summary>From raw bytes to the rules that match.</summary>
    Whole,

    /// <summary>From raw bytes to the normalised event.</summary>
    Normalizing,

    /// <summary>From raw bytes and the normalised event to the rules that match.</summary>
    Asking,

    /// <summary>The same with every rule, whatever its log source.</summary>
    AskingUnrouted,
}
