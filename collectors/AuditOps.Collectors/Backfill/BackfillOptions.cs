using AuditOps.Collectors.Configuration;
using AuditOps.Kafka;

namespace AuditOps.Collectors.Backfill;

/// <summary>A stretch of the past to collect once, beside live collection.</summary>
public sealed record BackfillOptions
{
    public required KafkaOptions Kafka { get; init; }

    public required CollectConfiguration Configuration { get; init; }

    /// <summary>First moment; event time for Graph, time of availability for the Management Activity API.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>First moment after it.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Names the run. A run that was interrupted goes on when it is named again.</summary>
    public required string RunId { get; init; }

    /// <summary>Only this tenant; null = all of the configuration.</summary>
    public string? Tenant { get; init; }

    /// <summary>Only this source or feed; null = all of the tenant.</summary>
    public string? Source { get; init; }

    /// <summary>Folder that keeps records too large to go on; null keeps none.</summary>
    public string? RejectedDirectory { get; init; }

    public IReadOnlyList<string> Validate(DateTimeOffset now)
    {
        var faults = new List<string>(Kafka.Validate());
        if (From >= To) faults.Add("--from must lie before --to");
        if (To > now) faults.Add("--to must not lie in the future");
        if (RunId.Length is 0 or > 100 || RunId.Contains('/')) faults.Add("a run's name has 1 to 100 characters and no '/'");
        if (Tenant is not null && Configuration.Tenants.All(tenant => tenant.Name != Tenant)) faults.Add($"tenant {Tenant} is not in the configuration");
        if (Source is not null && FeedCatalog.Find(Source).Count == 0) faults.Add($"'{Source}' is not a source; known are {string.Join(", ", FeedCatalog.Names)}");
        return faults;
    }
}
