using AuditOps.Collectors.Import;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;

namespace AuditOps.Collectors.Publishing;

/// <summary>Counts of the chunk in hand by source and hour of collection, as the records of <c>completeness.v1</c> that travel with it.</summary>
internal sealed class ChunkCompleteness(string tenant, CompletenessStage stage)
{
    private readonly Dictionary<(string Source, DateTimeOffset Hour), ImportCounts> _counts = [];

    /// <summary>The counts to add a record to.</summary>
    public ImportCounts At(string source, DateTimeOffset collectedAt)
    {
        var key = (source, CompletenessCount.HourOf(collectedAt));
        if (!_counts.TryGetValue(key, out var counts)) _counts[key] = counts = new ImportCounts();
        return counts;
    }

    /// <summary>Key and value of every count, and starts over.</summary>
    public IReadOnlyList<(byte[] Key, byte[] Value)> Take(DateTimeOffset now)
    {
        var records = new List<(byte[] Key, byte[] Value)>(_counts.Count);
        foreach (var ((source, hour), counts) in _counts)
        {
            var count = new CompletenessCount
            {
                Tenant = tenant,
                Source = source,
                Hour = hour,
                Stage = stage,
                Collected = counts.Read,
                Published = counts.Published,
                Duplicates = counts.Duplicates,
                DeadLettered = counts.DeadLettered,
                At = now,
            };
            records.Add((Keys.Source(tenant, source), Codecs.CompletenessCount.Encode(count)));
        }

        _counts.Clear();
        return records;
    }
}
