namespace AuditOps.Processors.Correlate;

/// <summary>What correlations may remember.</summary>
public sealed record CorrelateOptions
{
    /// <summary>Matches that one group keeps; beyond it the oldest go and are counted; a rule with a larger threshold may keep twice that. Default 2,000.</summary>
    public int MaxEntriesPerGroup { get; init; } = 2_000;

    /// <summary>Matches kept in a process, at some 1 KB each. Default 300,000; the group that has been quiet longest goes first and is counted, of the lane (live or history) that has more than its half.</summary>
    public int MaxEntries { get; init; } = 300_000;

    /// <summary>Longest time that a growing finding waits to be told. Default 2 s.</summary>
    public TimeSpan TellEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Quiet time of the history lane after which its windows are taken to be over. Default 30 s.</summary>
    public TimeSpan HistoryQuiet { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time without old records after which a backlog is taken to be read; until then nothing is decided by the clock, and nothing forgotten. Default 30 s.</summary>
    public TimeSpan CatchUp { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Every fault of these options; empty when they are good.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        if (MaxEntriesPerGroup is < 10 or > 100_000)
            faults.Add("MaxEntriesPerGroup must lie between 10 and 100000");
        if (MaxEntries < MaxEntriesPerGroup)
            faults.Add("MaxEntries must not be less than MaxEntriesPerGroup");
        if (TellEvery <= TimeSpan.Zero || TellEvery > TimeSpan.FromMinutes(1))
            faults.Add("TellEvery must lie between 0 and 1 min");
        if (HistoryQuiet <= TimeSpan.Zero)
            faults.Add("HistoryQuiet must be above 0");
        if (CatchUp < TimeSpan.Zero || CatchUp > TimeSpan.FromHours(1))
            faults.Add("CatchUp must lie between 0 and 1 h");
        return faults;
    }
}
