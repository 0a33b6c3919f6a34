using System.Diagnostics.Metrics;
using AuditOps.Collectors.Scheduling;

namespace AuditOps.Collectors.Health;

/// <summary>Counters of the collectors; tags are tenant and feed, both from the configuration.</summary>
internal static class CollectMetrics
{
    private static readonly Meter Meter = new("AuditOps.Collectors");
    private static readonly Counter<long> Records = Meter.CreateCounter<long>("auditops.collect.records", "{record}", "Records committed to a raw topic.");
    private static readonly Counter<long> Letters = Meter.CreateCounter<long>("auditops.collect.dead_letters", "{record}", "Dead letters written.");
    private static readonly Counter<long> Repeats = Meter.CreateCounter<long>("auditops.collect.repeats", "{record}", "Records read again and known to be committed.");
    private static readonly Counter<long> LateFinds = Meter.CreateCounter<long>("auditops.collect.late_finds", "{record}", "Records that were not there when their time was first read.");
    private static readonly Counter<long> GapsFound = Meter.CreateCounter<long>("auditops.collect.gaps", "{gap}", "Stretches that can no longer be collected.");

    public static void Count(FeedKey feed, int records, int letters, int repeats, int late)
    {
        var (tenant, name) = (new KeyValuePair<string, object?>("tenant", feed.Tenant), new KeyValuePair<string, object?>("feed", feed.Feed));
        if (records > 0) Records.Add(records, tenant, name);
        if (letters > 0) Letters.Add(letters, tenant, name);
        if (repeats > 0) Repeats.Add(repeats, tenant, name);
        if (late > 0) LateFinds.Add(late, tenant, name);
    }

    public static void Gap(FeedKey feed) => GapsFound.Add(1, new("tenant", feed.Tenant), new("feed", feed.Feed));
}
