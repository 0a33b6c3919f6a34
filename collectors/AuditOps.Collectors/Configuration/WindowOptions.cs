namespace AuditOps.Collectors.Configuration;

/// <summary>What stretches of time are asked for, and when.</summary>
public sealed record WindowOptions
{
    /// <summary>Pause between two polls of a feed. Default 1 min.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How far every poll reaches back behind the newest record known. Default 15 min.</summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Longer looks back. Default: 3 h every hour, 26 h every day.</summary>
    public IReadOnlyList<SweepOptions> Sweeps { get; init; } =
    [
        new() { Every = TimeSpan.FromHours(1), Reach = TimeSpan.FromHours(3) },
        new() { Every = TimeSpan.FromDays(1), Reach = TimeSpan.FromHours(26) },
    ];

    /// <summary>Where a feed without a cursor begins, back from now. Default 7 days, which is what the Management Activity API keeps.</summary>
    public TimeSpan Lookback { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Longest stretch of a backlog asked for at once; the cursor moves on after each. Default and most 24 h.</summary>
    public TimeSpan Slice { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long Microsoft Graph keeps the logs: 30 days with a premium licence, which is the default, 7 without. What lies further back when a collector returns is a gap.</summary>
    public TimeSpan GraphRetention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Pause between two posture snapshots. Default 1 h.</summary>
    public TimeSpan PostureInterval { get; init; } = TimeSpan.FromHours(1);

    public IEnumerable<string> Validate(string where)
    {
        if (Interval < TimeSpan.FromMilliseconds(100) || Interval > TimeSpan.FromDays(1)) yield return $"{where}: Interval must lie between 100 ms and 1 day";
        if (Overlap < TimeSpan.Zero || Overlap > TimeSpan.FromDays(1)) yield return $"{where}: Overlap must lie between 0 and 1 day";
        if (Lookback < TimeSpan.FromMinutes(1) || Lookback > TimeSpan.FromDays(30)) yield return $"{where}: Lookback must lie between 1 minute and 30 days";
        if (Slice < TimeSpan.FromMinutes(1) || Slice > TimeSpan.FromDays(1)) yield return $"{where}: Slice must lie between 1 minute and 24 hours";
        if (GraphRetention < TimeSpan.FromDays(1) || GraphRetention > TimeSpan.FromDays(365)) yield return $"{where}: GraphRetention must lie between 1 and 365 days";
        if (PostureInterval < TimeSpan.FromSeconds(1) || PostureInterval > TimeSpan.FromDays(7)) yield return $"{where}: PostureInterval must lie between 1 second and 7 days";
        if (Sweeps is null || Sweeps.Any(sweep => sweep is null))
        {
            yield return $"{where}: Sweeps must be a list of {{Every, Reach}}; an empty list sweeps nothing";
            yield break;
        }

        // The reach is a sweep's name, in hundredths of a minute.
        if (Sweeps.Select(sweep => Math.Round(sweep.Reach.TotalMinutes, 2)).Distinct().Count() < Sweeps.Count) yield return $"{where}: two Sweeps must not have the same Reach";
        if (Sweeps.Count > 8) yield return $"{where}: at most 8 Sweeps";
        foreach (var sweep in Sweeps)
        {
            if (sweep.Every < TimeSpan.FromSeconds(1) || sweep.Every > TimeSpan.FromDays(30)) yield return $"{where}: a sweep's Every must lie between 1 second and 30 days";
            if (sweep.Reach <= TimeSpan.Zero || sweep.Reach > TimeSpan.FromDays(30)) yield return $"{where}: a sweep's Reach must lie between 0 and 30 days";
        }
    }
}
