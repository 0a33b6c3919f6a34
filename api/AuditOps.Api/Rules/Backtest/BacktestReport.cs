namespace AuditOps.Api.Rules.Backtest;

/// <summary>What a rule would have done in a stretch of time that is stored.</summary>
public sealed record BacktestReport
{
    public required string RuleId { get; init; }

    public required string Title { get; init; }

    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }

    /// <summary>sql: the database counted by itself; engine: the rule engine decided on each event that the database let through.</summary>
    public required string DecidedBy { get; init; }

    /// <summary>Events that the database let through.</summary>
    public required long Candidates { get; init; }

    /// <summary>Events that the rule matched; for a correlation, that its rules matched.</summary>
    public required long Hits { get; init; }

    /// <summary>Alerts that it would have raised, one for each group and window.</summary>
    public required long Alerts { get; init; }

    /// <summary>Alerts a day, on average over the stretch.</summary>
    public required double AlertsPerDay { get; init; }

    /// <summary>Days with hits, oldest first.</summary>
    public required IReadOnlyList<BacktestCount> HitsPerDay { get; init; }

    /// <summary>Actors with most hits.</summary>
    public required IReadOnlyList<BacktestCount> TopActors { get; init; }

    /// <summary>More events passed than may be read: everything here is about the time up to <see cref="ReadUntil"/>.</summary>
    public required bool Truncated { get; init; }

    /// <summary>Event time of the last event that was read; absent when all were.</summary>
    public DateTimeOffset? ReadUntil { get; init; }
}
