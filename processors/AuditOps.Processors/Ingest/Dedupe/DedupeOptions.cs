namespace AuditOps.Processors.Ingest.Dedupe;

/// <summary>How long and how much Ingest remembers.</summary>
public sealed record DedupeOptions
{
    /// <summary>
    /// How long an id is remembered, in collection time. Default 8 days: Microsoft serves Management API content for 7, so a longer stop cannot bring a record twice.
    /// An id that comes back later passes as new and replaces its own row.
    /// </summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromDays(8);

    /// <summary>Most ids remembered, over all partitions; each takes 60 bytes. Default 6,000,000. Above it the largest tenant forgets its oldest, which is counted.</summary>
    public int MaxEntries { get; init; } = 6_000_000;

    /// <summary>Every fault of these options; empty when they are good.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        if (Window < TimeSpan.FromHours(1) || Window > TimeSpan.FromDays(400))
            faults.Add("the dedupe window must lie between 1 h and 400 days");
        if (MaxEntries is < 1000 or > 500_000_000)
            faults.Add("the dedupe budget must lie between 1,000 and 500,000,000 entries");
        return faults;
    }
}
