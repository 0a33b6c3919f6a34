using AuditOps.Engines.Risk;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Queries;

namespace AuditOps.Api.Entities;

/// <summary>The risk of actors as of now, by the formula with which the stream finds those whose alerts add up.</summary>
internal sealed class EntityRisks(ClickHouseClient warehouse, ApiOptions options, TimeProvider time)
{
    public Task<IReadOnlyList<EntityRow>> OfAsync(string actor, IReadOnlyCollection<string>? tenants, CancellationToken cancellation) =>
        new EntityQuery(tenants, actor, time.GetUtcNow(), options.Risk.HalfLife, options.Risk.Memory, options.Risk.Scores, EntityRisk.RuleId).RunAsync(warehouse, cancellation);
}
