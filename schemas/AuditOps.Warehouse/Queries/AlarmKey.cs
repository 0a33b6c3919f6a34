namespace AuditOps.Warehouse.Queries;

/// <summary>The place of an alarm in the list: oldest first.</summary>
public sealed record AlarmKey(DateTimeOffset Since, string Tenant, string Source, string Reporter);
