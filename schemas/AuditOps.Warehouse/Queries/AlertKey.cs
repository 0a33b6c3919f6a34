namespace AuditOps.Warehouse.Queries;

/// <summary>The place of an alert in a list: the worst first, among equals the one that waits longest.</summary>
public sealed record AlertKey(int SeverityRank, DateTimeOffset CreatedAt, string Tenant, string AlertId);
