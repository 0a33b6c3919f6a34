namespace AuditOps.Schemas.Contracts;

/// <summary>An event met one step of a rule that looks at several events. Value of auditops.matches.v1, key tenant/correlation/hash of the group values.</summary>
public sealed record Match
{
    public required string Tenant { get; init; }

    /// <summary>Id of the correlating rule.</summary>
    public required string Correlation { get; init; }
    public long CorrelationVersion { get; init; }

    /// <summary>Name or id of the rule that matched.</summary>
    public required string Step { get; init; }

    /// <summary>Place of that rule in the correlation, from 0.</summary>
    public int StepNumber { get; init; }

    /// <summary>Values of the correlation's group fields.</summary>
    public IReadOnlyList<NamedValue> Group { get; init; } = [];
    public required EvidenceEvent Event { get; init; }

    /// <summary>Further values that the correlation computes with.</summary>
    public IReadOnlyList<NamedValue> Fields { get; init; } = [];
    public IReadOnlyList<MatchedCondition> Why { get; init; } = [];
    public bool Historical { get; init; }
}
