using AuditOps.Engines.Sigma.Conditions;
using AuditOps.Engines.Sigma.Model;

namespace AuditOps.Engines.Sigma.Correlations;

/// <summary>A correlation document, checked: what to count over which rules, per which group, in how long a time.</summary>
public sealed record SigmaCorrelation
{
    public required RuleMetadata Metadata { get; init; }

    public required CorrelationType Type { get; init; }

    /// <summary>Ids of the rules and correlations it looks at, in the order of the document.</summary>
    public required IReadOnlyList<string> Rules { get; init; }

    /// <summary>What a group is; empty for one group over all events.</summary>
    public required IReadOnlyList<string> GroupBy { get; init; }

    /// <summary>Length of the sliding window, in event time.</summary>
    public required TimeSpan Timespan { get; init; }

    /// <summary>The comparisons that must all hold (two make a range); empty where <see cref="RuleCondition"/> decides.</summary>
    public required IReadOnlyList<CorrelationBound> Bounds { get; init; }

    /// <summary>The field or fields whose values are counted, summed and so on.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>0 to 100, for <see cref="CorrelationType.ValuePercentile"/>.</summary>
    public double Percentile { get; init; } = 50;

    /// <summary>A group name that stands for another field in each rule: alias, then rule id, then field.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Aliases { get; init; } = NoAliases;

    /// <summary>Whether the rules it looks at still raise alerts of their own.</summary>
    public bool Generate { get; init; }

    /// <summary>How long a new group only learns, for <see cref="CorrelationType.NewValue"/>.</summary>
    public TimeSpan Learning { get; init; }

    /// <summary>Fewest matches of the first rule before a ratio counts.</summary>
    public int MinCount { get; init; } = 1;

    /// <summary>How late a match may be; null for the default.</summary>
    public TimeSpan? Grace { get; init; }

    /// <summary>Which rules must and must not have matched; tests are <see cref="RuleExpr"/>.</summary>
    internal Expr? RuleCondition { get; init; }

    /// <summary>The field that a group name means in an event of a rule.</summary>
    public string FieldOf(string groupName, string rule) =>
        Aliases.TryGetValue(groupName, out var fields) && fields.TryGetValue(rule, out var field) ? field : groupName;

    private static readonly IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> NoAliases =
        new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
}
