using AuditOps.Engines.Sigma.Values;

namespace AuditOps.Engines.Sigma;

/// <summary>How rules are loaded.</summary>
public sealed record SigmaOptions
{
    /// <summary>The values of <c>%name%</c> placeholders by name without percent signs; a rule that uses another name is refused. Default: none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Watchlists { get; init; } = NoLists;

    /// <summary>When people work, where neither a rule nor a calendar document says it. Default: UTC, Monday to Friday, 09:00 to 17:00.</summary>
    public BusinessHours Hours { get; init; } = BusinessHours.Standard;

    /// <summary>The zone in which the modifiers minute, hour, day, week, month and year read times.</summary>
    public TimeZoneInfo TimeZone => Hours.Zone;

    /// <summary>The time of loading: exceptions that have expired by then no longer count. Default: none has.</summary>
    public DateTimeOffset? Now { get; init; }

    private static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> NoLists = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
}
