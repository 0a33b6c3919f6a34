namespace AuditOps.Warehouse.Queries;

/// <summary>How many alerts have a status and a severity, and since when the longest waiting of them waits.</summary>
public sealed record AlertCount(string Status, string Severity, long Alerts, DateTimeOffset OldestCreatedAt);
