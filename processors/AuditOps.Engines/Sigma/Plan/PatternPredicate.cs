using AuditOps.Engines.Sigma.Values;

namespace AuditOps.Engines.Sigma.Plan;

/// <summary>A value fits one of the patterns.</summary>
internal sealed class PatternPredicate : Predicate
{
    private readonly PatternMatcher[] _matchers;

    public PatternPredicate(int id, int[] slots, IReadOnlyList<TextPattern> patterns, bool cased)
        : base(id, slots)
    {
        _matchers = [.. patterns.Select(pattern => new PatternMatcher(pattern, cased))];
        var literals = patterns.Select(LongestLiteral).ToList();
        Literals = literals.Contains(null) ? [] : [.. literals.Select(literal => literal!)];
    }

    /// <summary>Texts of which one must stand in a value that fits; empty when there are no such.</summary>
    public IReadOnlyList<string> Literals { get; }

    public override bool Fits(ReadOnlySpan<char> text)
    {
        foreach (var matcher in _matchers)
        {
            if (matcher.IsMatch(text))
                return true;
        }

        return false;
    }

    private static string? LongestLiteral(TextPattern pattern)
    {
        string? longest = null;
        foreach (var part in pattern.Parts)
        {
            if (part.Kind == PatternPartKind.Literal && part.Text.Length > (longest?.Length ?? 0))
                longest = part.Text;
        }

        return longest;
    }
}
