namespace AuditOps.Collectors.Scheduling;

/// <summary>What the feeds of a shard have in common.</summary>
internal sealed record FeedRunOptions
{
    /// <summary>Names the process in the records' headers.</summary>
    public required string Run { get; init; }

    /// <summary>Topic of the records.</summary>
    public required string Lane { get; init; }

    public required TimeSpan Interval { get; init; }

    public required TimeSpan IdleWrite { get; init; }

    /// <summary>Health that has not changed is written this often.</summary>
    public required TimeSpan HealthEvery { get; init; }

    /// <summary>Whether health goes along; not for a backfill, which is not the feed's state.</summary>
    public bool ReportsHealth { get; init; } = true;

    public required int RecentRecords { get; init; }

    public string? RejectedDirectory { get; init; }
}
