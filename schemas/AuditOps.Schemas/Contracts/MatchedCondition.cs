namespace AuditOps.Schemas.Contracts;

/// <summary>A condition of a rule that held, with the value that made it hold.</summary>
public sealed record MatchedCondition
{
    /// <summary>Field as the rule names it; empty for keywords.</summary>
    public required string Field { get; init; }

    /// <summary>Sigma modifiers, for example contains; equals without any.</summary>
    public required string Operator { get; init; }

    /// <summary>What the rule asks for.</summary>
    public required string Expected { get; init; }

    /// <summary>What the event had; null for a missing field.</summary>
    public string? Actual { get; init; }
}
