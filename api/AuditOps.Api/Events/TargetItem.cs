namespace AuditOps.Api.Events;

/// <summary>What was acted upon.</summary>
internal sealed record TargetItem(string Type, string? Id, string? Name, string? Upn);
