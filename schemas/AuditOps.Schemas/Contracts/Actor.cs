namespace AuditOps.Schemas.Contracts;

/// <summary>Who acted. <see cref="Key"/> is never empty: lower-cased UPN, else object id, else app id, else the record's own id.</summary>
public sealed record Actor
{
    public required string Key { get; init; }
    public string? Id { get; init; }
    public string? Upn { get; init; }
    public string? Display { get; init; }
    public ActorKind Kind { get; init; }
}
