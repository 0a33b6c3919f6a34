using AuditOps.Simulator;
using AuditOps.Simulator.Feeds;
using AuditOps.Simulator.Scenarios;

namespace AuditOps.Tests.Rules;

/// <summary>What a simulated tenant does, as bytes, without a server.</summary>
internal static class SimulatedRecords
{
    /// <summary>The records of everyday work between two times; no attacks.</summary>
    public static IEnumerable<byte[]> Everyday(SimulatorOptions options, IEnumerable<Feed> feeds, DateTime from, DateTime to)
    {
        var tenant = new World(options with { AttacksPerDay = 0 }, TimeProvider.System).Tenants[0];
        using var writer = new RecordWriter();
        foreach (var feed in feeds)
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

    /// <summary>The attacks on a tenant, each with its records.</summary>
    public static IEnumerable<(PlannedAttack Attack, IReadOnlyList<byte[]> Records)> Attacks(SimulatorOptions options, DateTime from, DateTime to)
    {
        var tenant = new World(options, TimeProvider.System).Tenants[0];
        using var writer = new RecordWriter();
        foreach (var attack in tenant.Attacks.Between(from, to))
            yield return (attack, [.. attack.Records.Select(record => writer.Write(tenant.Feeds, record.Feed, record.Slot, DateTime.MaxValue, out _).ToArray())]);
    }
}
