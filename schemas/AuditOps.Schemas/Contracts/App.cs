namespace AuditOps.Schemas.Contracts;

/// <summary>The client application that acted or was signed in to.</summary>
public sealed record App
{
    public string? Id { get; init; }
    public string? Name { get; init; }
}
