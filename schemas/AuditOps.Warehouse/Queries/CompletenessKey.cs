namespace AuditOps.Warehouse.Queries;

/// <summary>The place of an hour in the list of completeness: newest hour first, then tenant and source upwards.</summary>
public sealed record CompletenessKey(DateTimeOffset Hour, string Tenant, string Source);
