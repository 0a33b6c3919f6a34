namespace AuditOps.Api.Alerts;

/// <summary>Another alert of the same rule on the same group, and how it ended.</summary>
internal sealed record PreviousItem(string AlertId, string Status, string? Verdict, string? Reason, DateTimeOffset FirstSeen, DateTimeOffset LastSeen, long EventCount, string Href);
