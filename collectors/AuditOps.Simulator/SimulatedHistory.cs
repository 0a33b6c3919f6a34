using AuditOps.Simulator.Feeds;

namespace AuditOps.Simulator;

/// <summary>What the first simulated tenant does within a span of time, as bytes, without a server.</summary>
public static class SimulatedHistory
{
    /// <summary>The records of everyday work; no attacks.</summary>
    /// <param name="options">The tenant.</param>
    /// <param name="signInsOnly">Leave everything else out.</param>
    /// <param name="from">First instant, UTC.</param>
    /// <param name="to">The instant after, UTC.</param>
    public static IEnumerable<byte[]> Everyday(SimulatorOptions options, bool signInsOnly, DateTime from, DateTime to)
    {
        ArgumentNullException.ThrowIfNull(options);
        var tenant = new World(options with { AttacksPerDay = 0 }, TimeProvider.System).Tenants[0];
        using var writer = new RecordWriter();
        foreach (var feed in signInsOnly ? [Feed.SignIns] : Enum.GetValues<Feed>())
        {
            var span = feed.IsManagement() ? tenant.Feeds.ManagementSpan(feed) : TenantFeeds.GraphSpan;
            for (var at = from; at < to; at += span)
            {
                var slots = feed.IsManagement()
                    ? tenant.Feeds.Blobs(feed, tenant.Feeds.ManagementBucket(feed, at)).SelectMany(blob => tenant.Feeds.BlobSlots(feed, blob))
                    : tenant.Feeds.GraphSlots(feed, tenant.Feeds.GraphBucket(at));
                foreach (var slot in slots)
                    yield return writer.Write(tenant.Feeds, feed, slot, DateTime.MaxValue, out _).ToArray();
            }
        }
    }

    /// <summary>The attacks, each with its records.</summary>
    /// <inheritdoc cref="Everyday"/>
    public static IEnumerable<SimulatedAttack> Attacks(SimulatorOptions options, DateTime from, DateTime to)
    {
        ArgumentNullException.ThrowIfNull(options);
        var tenant = new World(options, TimeProvider.System).Tenants[0];
        using var writer = new RecordWriter();
        foreach (var attack in tenant.Attacks.Between(from, to))
            yield return new SimulatedAttack(attack.Id, attack.Scenario, [.. attack.Records.Select(record => writer.Write(tenant.Feeds, record.Feed, record.Slot, DateTime.MaxValue, out _).ToArray())]);
    }
}
