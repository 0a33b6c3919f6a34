namespace AuditOps.Warehouse.Queries;

/// <summary>What names one row of <c>events</c>, in the order in which pages are sorted: newest first, then tenant, source and id upwards.</summary>
public sealed record EventKey(DateTimeOffset EventTime, string Tenant, string Source, string EventId);
