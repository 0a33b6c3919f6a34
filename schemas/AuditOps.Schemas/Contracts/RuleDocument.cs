namespace AuditOps.Schemas.Contracts;

/// <summary>A rule as people changed it. Value of auditops.rules.v1, key tenant/ruleId; shipped rules that nobody changed are not there.</summary>
public sealed record RuleDocument
{
    /// <summary>A tenant, or _ for all of them.</summary>
    public required string Tenant { get; init; }
    public required string RuleId { get; init; }
    public long Revision { get; init; }
    public required RuleStatus Status { get; init; }

    /// <summary>pack, import or the principal who wrote it.</summary>
    public required string Origin { get; init; }

    /// <summary>Sigma, with an optional auditops block.</summary>
    public required string Yaml { get; init; }
    public required string ChangedBy { get; init; }
    public required DateTimeOffset ChangedAt { get; init; }
    public string? Note { get; init; }
}
