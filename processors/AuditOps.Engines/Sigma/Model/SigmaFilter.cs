using AuditOps.Engines.Sigma.Conditions;

namespace AuditOps.Engines.Sigma.Model;

/// <summary>A filter document: narrows the detections it names, so that exceptions survive updates of the rules.</summary>
public sealed class SigmaFilter
{
    internal SigmaFilter(RuleMetadata metadata, LogSource source, IReadOnlyList<string>? rules, Expr condition)
    {
        Metadata = metadata;
        LogSource = source;
        Rules = rules;
        Condition = condition;
    }

    public RuleMetadata Metadata { get; }

    public LogSource LogSource { get; }

    /// <summary>Ids or names of the rules it applies to; null for every rule whose log source fits.</summary>
    public IReadOnlyList<string>? Rules { get; }

    /// <summary>Names of the watchlists whose values are part of it.</summary>
    internal IReadOnlyList<string> Placeholders { get; init; } = [];

    /// <summary>Must hold beside the rule's own condition; a filter that excludes says <c>not</c>.</summary>
    internal Expr Condition { get; }

    /// <summary>Whether it has not expired; without a time it never has.</summary>
    internal bool Counts(DateTimeOffset? now) => Metadata.Extras.Expires is not { } expires || now is null || now < expires;

    internal bool Names(SigmaRule rule) =>
        LogSource.Fits(rule.LogSource) && (Rules is null || Rules.Contains(rule.Metadata.Id, StringComparer.OrdinalIgnoreCase) || (rule.Metadata.Name is { } name && Rules.Contains(name, StringComparer.Ordinal)));
}
