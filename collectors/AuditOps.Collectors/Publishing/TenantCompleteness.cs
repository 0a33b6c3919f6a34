using AuditOps.Schemas.Contracts;

namespace AuditOps.Collectors.Publishing;

/// <summary>The counts of a chunk that holds records of several tenants.</summary>
internal sealed class TenantCompleteness(CompletenessStage stage)
{
    private readonly Dictionary<string, ChunkCompleteness> _tenants = new(StringComparer.Ordinal);

    public ChunkCompleteness Of(string tenant)
    {
        if (!_tenants.TryGetValue(tenant, out var counts)) _tenants[tenant] = counts = new ChunkCompleteness(tenant, stage);
        return counts;
    }

    /// <summary>Every count, and starts over.</summary>
    public IEnumerable<(byte[] Key, byte[] Value)> Take(DateTimeOffset now)
    {
        var records = _tenants.Values.SelectMany(counts => counts.Take(now)).ToList();
        _tenants.Clear();
        return records;
    }
}
