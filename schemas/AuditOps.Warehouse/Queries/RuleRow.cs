namespace AuditOps.Warehouse.Queries;

/// <summary>One version of a rule as people wrote it; names are the columns'. An empty text means that the rule was removed with this version.</summary>
public sealed record RuleRow
{
    public required string Tenant { get; init; }
    public required string RuleId { get; init; }
    public required long Revision { get; init; }
    public required string Status { get; init; }
    public required string Origin { get; init; }
    public required string Yaml { get; init; }
    public required string ChangedBy { get; init; }
    public required DateTimeOffset ChangedAt { get; init; }
    public required string Note { get; init; }
}
