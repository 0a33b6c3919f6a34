namespace AuditOps.Schemas.Contracts;

/// <summary>The device the actor used, as far as the source tells; empty strings of the source are null here.</summary>
public sealed record Device
{
    public string? Id { get; init; }
    public string? Name { get; init; }
    public string? OperatingSystem { get; init; }
    public string? Browser { get; init; }
    public string? TrustType { get; init; }
    public bool? IsCompliant { get; init; }
    public bool? IsManaged { get; init; }
}
