namespace AuditOps.Api.Events;

/// <summary>An application or API.</summary>
internal sealed record AppItem(string? Id, string? Name);
