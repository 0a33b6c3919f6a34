using AuditOps.Warehouse.Queries;

namespace AuditOps.Api.Stats;

/// <summary>Counts of events.</summary>
internal sealed record EventStats(long Events, IReadOnlyList<SourceCount> Sources);
