namespace AuditOps.Warehouse.Queries;

/// <summary>The place of a source's report in the list.</summary>
public sealed record SourceKey(string Tenant, string Source, string Reporter);
