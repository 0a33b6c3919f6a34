namespace AuditOps.Engines.Sigma;

/// <summary>How rules are loaded.</summary>
public sealed record SigmaOptions
{
    /// <summary>The values of <c>%name%</c> placeholders by name without percent signs; a rule that uses another name is refused. Default: none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Watchlists { get; init; } = NoLists;

    /// <summary>The zone in which the modifiers minute, hour, day, week, month and year read times. Default: UTC.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>The time of loading: exceptions that have expired by then no longer count. Default: none has.</summary>
    public DateTimeOffset? Now { get; init; }

    private static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> NoLists = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
}
