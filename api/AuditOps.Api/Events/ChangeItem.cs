namespace AuditOps.Api.Events;

/// <summary>One changed property.</summary>
internal sealed record ChangeItem(string Property, string? Old, string? New);
