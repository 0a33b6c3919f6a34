namespace AuditOps.Engines.Sigma.Model;

/// <summary>A document with watchlists: named lists of values that rules ask for as <c>%name%</c> with the modifier <c>expand</c>.</summary>
public sealed class SigmaWatchlist
{
    internal SigmaWatchlist(RuleMetadata metadata, IReadOnlyDictionary<string, IReadOnlyList<string>> lists)
    {
        Metadata = metadata;
        Lists = lists;
    }

    public RuleMetadata Metadata { get; }

    /// <summary>By name, without percent signs.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Lists { get; }
}
