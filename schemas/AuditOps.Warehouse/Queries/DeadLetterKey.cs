namespace AuditOps.Warehouse.Queries;

/// <summary>The place of a dead letter in its list.</summary>
public sealed record DeadLetterKey(DateTimeOffset FailedAt, string Tenant, string Id);
