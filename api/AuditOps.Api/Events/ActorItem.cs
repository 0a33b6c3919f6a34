namespace AuditOps.Api.Events;

/// <summary>Who acted.</summary>
internal sealed record ActorItem(string Key, string? Id, string? Upn, string? Display, string Kind);
