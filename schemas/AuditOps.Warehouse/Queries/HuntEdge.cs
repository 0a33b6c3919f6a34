namespace AuditOps.Warehouse.Queries;

/// <summary>An event's time alone.</summary>
internal sealed record HuntEdge(DateTimeOffset EventTime);
