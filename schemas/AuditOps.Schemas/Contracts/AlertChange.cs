namespace AuditOps.Schemas.Contracts;

/// <summary>What somebody or something did to an alert.</summary>
public sealed record AlertChange
{
    public long Revision { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Principal, or the name of the part of AuditOps that did it.</summary>
    public required string By { get; init; }
    public required string Action { get; init; }
    public string? From { get; init; }
    public string? To { get; init; }
    public string? Note { get; init; }
}
