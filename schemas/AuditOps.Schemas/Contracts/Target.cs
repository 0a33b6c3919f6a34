namespace AuditOps.Schemas.Contracts;

/// <summary>What was acted upon. <see cref="Type"/> is lower case: user, group, application, serviceprincipal, device, role, policy, file, site, mailbox, team, message, other.</summary>
public sealed record Target
{
    public required string Type { get; init; }
    public string? Id { get; init; }
    public string? Name { get; init; }
    public string? Upn { get; init; }
}
