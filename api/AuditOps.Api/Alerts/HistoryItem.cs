namespace AuditOps.Api.Alerts;

/// <summary>Who or what did something to the alert.</summary>
internal sealed record HistoryItem(long Revision, DateTimeOffset At, string By, string Action, string? From, string? To, string? Note);
