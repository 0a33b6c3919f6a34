using AuditOps.Engines.Sigma.Values;

namespace AuditOps.Engines.Sigma.Plan;

/// <summary>
/// What a slot's values say at once: a table from exact values to the predicates they make true, and the other predicates that may be the only reason to look at a
/// rule. Of the latter those that need one of some texts in a value are asked only when a search for all those texts together finds one.
/// </summary>
internal sealed class SlotIndex
{
    /// <summary>From so many texts on one search for all is cheaper than asking each predicate.</summary>
    private const int GateFrom = 4;

    private readonly Dictionary<string, ExactHit>.AlternateLookup<ReadOnlySpan<char>> _exact;
    private readonly bool _hasExact;
    private readonly bool _hasNumbers;
    private readonly int _shortest = int.MaxValue;
    private readonly int _longest;
    private readonly LiteralGate? _gate;
    private readonly Predicate[] _probes;

    public SlotIndex(Dictionary<string, ExactHit> exact, IReadOnlyList<Predicate> probes)
    {
        _exact = exact.GetAlternateLookup<ReadOnlySpan<char>>();
        _hasExact = exact.Count > 0;
        foreach (var (text, hit) in exact)
        {
            _hasNumbers |= hit.Numbers.Length > 0;
            _shortest = Math.Min(_shortest, text.Length);
            _longest = Math.Max(_longest, text.Length);
        }

        var gated = probes.OfType<PatternPredicate>().Where(probe => probe.Literals.Count > 0).ToList();
        if (gated.Sum(probe => probe.Literals.Count) >= GateFrom)
            _gate = new LiteralGate(gated);
        else
            gated.Clear();
        _probes = [.. probes.Except(gated)];
    }

    public void Ask(EventValues values, int slot, PlanState state)
    {
        for (var cursor = 0; values.Next(slot, ref cursor, out var value);)
        {
            if (value.Kind == EventValueKind.Null)
                continue;
            var text = values.Text(value);
            if (_hasExact)
                Exact(text, value.Kind, state);
            _gate?.Ask(text, state);
        }

        foreach (var probe in _probes)
            state.Probe(probe);
    }

    private void Exact(ReadOnlySpan<char> text, EventValueKind kind, PlanState state)
    {
        var plain = _hasNumbers && kind != EventValueKind.Json && NumberText.IsPlain(text);
        if (text.Length >= _shortest && text.Length <= _longest && _exact.TryGetValue(text, out var hit))
        {
            foreach (var predicate in hit.Texts)
                state.Mark(predicate);
            if (plain)
            {
                foreach (var predicate in hit.Numbers)
                    state.Mark(predicate);
            }
        }

        if (plain || !_hasNumbers || kind == EventValueKind.Json || text.IsEmpty || (text[0] != '-' && !char.IsAsciiDigit(text[0])) || NumberText.Canonical(text) is not { } canonical)
            return;
        if (_exact.TryGetValue(canonical, out hit))
        {
            foreach (var predicate in hit.Numbers)
                state.Mark(predicate);
        }
    }
}
