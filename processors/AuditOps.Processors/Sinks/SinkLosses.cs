using AuditOps.Schemas.Contracts;
using AuditOps.Warehouse;
using AuditOps.Warehouse.Audit;

namespace AuditOps.Processors.Sinks;

/// <summary>
/// Finds out what a plan has lost. The plan says whose its records were, and what is still on the topic says whose are left; the table is asked by place for those
/// that went into it before the worker that made the plan died.
/// </summary>
internal sealed class SinkLosses(SinkTable table, StoredPlaces places, SinkOptions options, SinkHealth health, TimeProvider time)
{
    /// <param name="plan">The plan.</param>
    /// <param name="batch">What is left of it.</param>
    /// <param name="firstLeft">By partition of which records have expired: the first offset that is left.</param>
    /// <param name="own">The partitions that this worker answers for.</param>
    /// <param name="cancel">Ends the wait for ClickHouse.</param>
    public async Task<IReadOnlyList<SinkLoss>> FindAsync(
        SinkPlan plan, SinkBatch batch, IReadOnlyDictionary<int, long> firstLeft, IReadOnlySet<int> own, CancellationToken cancel)
    {
        var losses = new List<SinkLoss>();
        foreach (var range in plan.Ranges)
        {
            if (!own.Contains(range.Partition) || !firstLeft.TryGetValue(range.Partition, out var first))
                continue;
            var lost = Lost(plan, batch, range.Partition, isFirst: range.Partition == firstLeft.Keys.Min());
            if (lost.Count == 0)
                continue;
            var stored = table.NamesLosses ? await StoredAsync(range with { To = Math.Min(first, range.To) }, cancel) : [];
            foreach (var (key, records) in lost)
            {
                var there = Math.Min(records, stored.GetValueOrDefault(key));
                losses.Add(new SinkLoss(key, there, records - there));
            }
        }

        return losses;
    }

    private Dictionary<SinkCountKey, long> Lost(SinkPlan plan, SinkBatch batch, int partition, bool isFirst)
    {
        var nobody = SinkCountKey.OfNobody(table, plan.PlannedAt);
        var lost = new Dictionary<SinkCountKey, long>();
        if (plan.Counts.Count == 0)
        {
            // A plan of version 1 knows only how many they were in all partitions together.
            if (isFirst && plan.Records > batch.Records)
                lost[nobody] = plan.Records - batch.Records;
            return lost;
        }

        foreach (var count in plan.Counts)
        {
            if (count.Partition == partition)
                lost[new SinkCountKey(count.Tenant, count.Source, count.Hour)] = count.Records;
        }

        foreach (var part in batch.Parts)
        {
            if (part.Partition.Partition.Value != partition)
                continue;
            foreach (var unit in part.Units)
                Take(table.NamesLosses && unit.Count is { } key && lost.ContainsKey(key) ? key : nobody, 1);
            Take(nobody, part.Unwritable.Count);
        }

        foreach (var key in lost.Where(one => one.Value <= 0).Select(one => one.Key).ToList())
            lost.Remove(key);
        return lost;

        void Take(SinkCountKey key, long records) => lost[key] = lost.GetValueOrDefault(key) - records;
    }

    private async Task<Dictionary<SinkCountKey, long>> StoredAsync(SinkRange range, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                var stored = new Dictionary<SinkCountKey, long>();
                foreach (var row in await places.ReadAsync(range.Epoch, range.Partition, range.From, range.To, cancel))
                {
                    var key = SinkCountKey.Of(row.Tenant, row.Source, row.Hour);
                    stored[key] = stored.GetValueOrDefault(key) + row.Records;
                }

                return stored;
            }
            catch (WarehouseException e)
            {
                // Nothing is said about the records before the table has been asked.
                health.Failed(e.Message);
            }

            await Task.Delay(options.BackOffMax, time, cancel);
        }
    }
}
