using AuditOps.Engines.Sigma.Model;
using AuditOps.Engines.Sigma.Plan;

namespace AuditOps.Engines.Sigma;

/// <summary>Asks the rules about one record after the other. For one thread.</summary>
public sealed class SigmaMatcher
{
    private readonly PlanState _state;
    private readonly List<int> _matched = [];

    internal SigmaMatcher(SigmaEngine engine) => _state = new PlanState(engine.Plan);

    /// <summary>Finds the rules that match a record (one JSON object), in the order in which they were loaded.</summary>
    /// <param name="record">The bytes as they came.</param>
    /// <param name="hits">Receives the rules; emptied first.</param>
    public MatchStatus Match(ReadOnlySpan<byte> record, List<SigmaRule> hits)
    {
        ArgumentNullException.ThrowIfNull(hits);
        hits.Clear();
        var status = _state.Match(record, _matched);
        foreach (var rule in _matched)
            hits.Add(_state.Plan.Rules[rule]);
        return status;
    }
}
