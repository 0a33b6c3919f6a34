using AuditOps.Engines.Sigma.Conditions;

namespace AuditOps.Engines.Sigma.Model;

/// <summary>A detection rule, ready to be compiled into a plan.</summary>
public sealed class SigmaRule
{
    internal SigmaRule(RuleMetadata metadata, LogSource source, Expr condition)
    {
        Metadata = metadata;
        LogSource = source;
        Condition = condition;
    }

    public RuleMetadata Metadata { get; }

    public LogSource LogSource { get; }

    /// <summary>Ids of the filters that were applied.</summary>
    public IReadOnlyList<string> Filters { get; internal init; } = [];

    /// <summary>Names of the watchlists whose values are part of it.</summary>
    public IReadOnlyList<string> Placeholders { get; internal init; } = [];

    internal Expr Condition { get; }

    public override string ToString() => $"{Metadata.Title} ({Metadata.Id})";
}
