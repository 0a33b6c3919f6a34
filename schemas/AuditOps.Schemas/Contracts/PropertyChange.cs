namespace AuditOps.Schemas.Contracts;

/// <summary>One changed property, with JSON-in-string values decoded where they were encoded.</summary>
public sealed record PropertyChange
{
    public required string Property { get; init; }
    public string? Old { get; init; }
    public string? New { get; init; }
}
