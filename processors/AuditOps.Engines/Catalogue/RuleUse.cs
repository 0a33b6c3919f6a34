using AuditOps.Engines.Sigma.Model;

namespace AuditOps.Engines.Catalogue;

/// <summary>What a match of a rule leads to.</summary>
public sealed record RuleUse
{
    /// <summary>Matches of one group within one tumbling window of this length are one alert, unless the rule says otherwise.</summary>
    public static readonly TimeSpan DefaultWindow = TimeSpan.FromHours(1);

    public required SigmaRule Rule { get; init; }

    /// <summary>Revision of the rule's document; 0 for a shipped one.</summary>
    public long Version { get; init; }

    /// <summary>The rule is in testing.</summary>
    public bool Silent { get; init; }

    /// <summary>Its matches are alerts; false where they only serve correlations.</summary>
    public bool Alerts { get; init; }

    /// <summary>Fields whose values make the group of an alert; empty: the actor.</summary>
    public IReadOnlyList<string> GroupBy { get; init; } = [];

    public TimeSpan Window { get; init; } = DefaultWindow;

    /// <summary>The correlations that look at it.</summary>
    public IReadOnlyList<RuleStep> Steps { get; init; } = [];
}
