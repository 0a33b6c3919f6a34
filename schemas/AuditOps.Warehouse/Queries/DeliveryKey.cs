namespace AuditOps.Warehouse.Queries;

/// <summary>The place of a delivery in its list.</summary>
public sealed record DeliveryKey(DateTimeOffset PlannedAt, string Tenant, string Id);
