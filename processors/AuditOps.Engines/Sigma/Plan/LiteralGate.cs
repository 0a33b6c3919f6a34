using System.Buffers;

namespace AuditOps.Engines.Sigma.Plan;

/// <summary>
/// Finds in one search which of many texts stand in a value, and so which patterns are worth asking: all others cannot fit. Measured with 3,000 generated rules on
/// sign-ins (<c>auditops bench rules</c>): 5 µs a record instead of 119 µs when each pattern is asked.
/// </summary>
internal sealed class LiteralGate
{
    private readonly SearchValues<string> _any;
    private readonly Dictionary<int, List<(string Literal, Predicate Probe)>> _byStart = [];
    private readonly List<(string Literal, Predicate Probe)> _others = [];

    public LiteralGate(IReadOnlyList<PatternPredicate> probes)
    {
        _any = SearchValues.Create([.. probes.SelectMany(probe => probe.Literals).Distinct(StringComparer.OrdinalIgnoreCase)], StringComparison.OrdinalIgnoreCase);
        foreach (var probe in probes)
        {
            foreach (var literal in probe.Literals)
            {
                if (HasSurrogate(literal))
                    _others.Add((literal, probe));
                else
                    Bucket(Key(literal, Math.Min(literal.Length, 2))).Add((literal, probe));
            }
        }
    }

    /// <summary>Asks the patterns whose text stands in the value.</summary>
    public void Ask(ReadOnlySpan<char> text, PlanState state)
    {
        for (var at = text.IndexOfAny(_any); at >= 0;)
        {
            text = text[at..];
            Probe(_byStart.GetValueOrDefault(Key(text, 1)), text, state);
            if (text.Length > 1)
                Probe(_byStart.GetValueOrDefault(Key(text, 2)), text, state);
            if (_others.Count > 0)
                Probe(_others, text, state);
            text = text[1..];
            at = text.IndexOfAny(_any);
        }
    }

    private static void Probe(List<(string Literal, Predicate Probe)>? literals, ReadOnlySpan<char> text, PlanState state)
    {
        if (literals is null)
            return;
        foreach (var (literal, probe) in literals)
        {
            if (text.StartsWith(literal, StringComparison.OrdinalIgnoreCase))
                state.Probe(probe);
        }
    }

    private List<(string Literal, Predicate Probe)> Bucket(int key)
    {
        if (!_byStart.TryGetValue(key, out var bucket))
            _byStart.Add(key, bucket = []);
        return bucket;
    }

    /// <summary>The first one or two characters without regard to case. Pairs of surrogates change case as pairs, so texts that start with one are kept apart.</summary>
    private static int Key(ReadOnlySpan<char> text, int length) =>
        length == 1 ? char.ToUpperInvariant(text[0]) : (char.ToUpperInvariant(text[0]) << 16) | char.ToUpperInvariant(text[1]);

    private static bool HasSurrogate(string literal) => char.IsSurrogate(literal[0]) || (literal.Length > 1 && char.IsSurrogate(literal[1]));
}
