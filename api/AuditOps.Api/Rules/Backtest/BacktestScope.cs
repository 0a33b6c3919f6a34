namespace AuditOps.Api.Rules.Backtest;

/// <summary>Over what a rule is tried.</summary>
/// <param name="Tenants">Tenants that may be seen; null for all.</param>
/// <param name="From">First event time.</param>
/// <param name="To">End of the event times, exclusive.</param>
/// <param name="MaxEvents">Most events that the engine reads.</param>
public sealed record BacktestScope(IReadOnlyCollection<string>? Tenants, DateTimeOffset From, DateTimeOffset To, int MaxEvents = BacktestScope.DefaultEvents)
{
    /// <summary>Some 400 MB of records, read in less than the time a query may take.</summary>
    public const int DefaultEvents = 200_000;

    public const int MostEvents = 1_000_000;

    /// <summary>A year, and the day on which it began.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(366);
}
