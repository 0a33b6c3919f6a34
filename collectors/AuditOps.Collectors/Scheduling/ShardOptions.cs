namespace AuditOps.Collectors.Scheduling;

/// <summary>One collector process among others.</summary>
public sealed record ShardOptions
{
    /// <summary>Names the process among those that share the work; a second one of the same name takes over from the first. Default: the machine's name.</summary>
    public string Instance { get; init; } = Environment.MachineName;

    /// <summary>Records that a feed remembers so as not to publish them again with every overlap; about 80 bytes each. Default 200,000.</summary>
    public int RecentRecords { get; init; } = 200_000;

    /// <summary>Feeds of a shard begin over this time after it got them, so that not all ask at once. Default 10 s, and never longer than their interval.</summary>
    public TimeSpan StartSpread { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A cursor that has only moved with the clock is written this often. Default 5 min.</summary>
    public TimeSpan IdleWrite { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Folder that keeps records too large to go on; null keeps none.</summary>
    public string? RejectedDirectory { get; init; }

    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        if (Instance.Length is 0 or > 200) faults.Add("an instance's name has 1 to 200 characters");
        if (RecentRecords is < 1_000 or > 10_000_000) faults.Add("RecentRecords must lie between 1000 and 10000000");
        if (StartSpread < TimeSpan.Zero || StartSpread > TimeSpan.FromHours(1)) faults.Add("StartSpread must lie between 0 and 1 h");
        if (IdleWrite < TimeSpan.Zero || IdleWrite > TimeSpan.FromDays(1)) faults.Add("IdleWrite must lie between 0 and 1 day");
        return faults;
    }
}
