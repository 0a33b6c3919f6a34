using AuditOps.Engines.Sigma.Fields;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Engines.Sigma.Plan;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Sigma;

/// <summary>Asks the rules about one record after the other, without allocating for records that match nothing. For one thread.</summary>
public sealed class SigmaMatcher
{
    private readonly SigmaEngine _engine;
    private readonly PlanState?[] _states;
    private readonly List<int> _matched = [];
    private PlanState? _last;

    internal SigmaMatcher(SigmaEngine engine)
    {
        _engine = engine;
        _states = new PlanState?[engine.Plans];
    }

    /// <summary>Conditions evaluated so far: what the index could not rule out.</summary>
    public long Evaluated
    {
        get
        {
            long sum = 0;
            foreach (var state in _states)
                sum += state?.Evaluated ?? 0;
            return sum;
        }
    }

    /// <summary>Asks every rule, whatever its log source.</summary>
    /// <inheritdoc cref="Match(ReadOnlySpan{byte}, AuditEvent, EventRoute, List{SigmaRule})"/>
    public MatchStatus Match(ReadOnlySpan<byte> record, List<SigmaRule> hits) => Match(record, null, null, hits);

    /// <summary>Finds the rules that match a record (one JSON object), in the order in which they were loaded.</summary>
    /// <param name="record">The bytes as they came.</param>
    /// <param name="normalized">The same record normalised, for rules that use own names; without it those find nothing.</param>
    /// <param name="route">What the record is: only rules for it are asked. Null: all are.</param>
    /// <param name="hits">Receives the rules; emptied first.</param>
    public MatchStatus Match(ReadOnlySpan<byte> record, AuditEvent? normalized, EventRoute? route, List<SigmaRule> hits)
    {
        ArgumentNullException.ThrowIfNull(hits);
        hits.Clear();
        var index = route is null ? 0 : route.Index + 1;
        _last = _states[index] ??= new PlanState(_engine.Plan(index));
        var status = _last.Match(record, normalized, _matched);
        foreach (var rule in _matched)
            hits.Add(_last.Plan.Rules[rule]);
        return status;
    }

    /// <summary>Why a rule matched the last record: the conditions that held, with the values that made them hold.</summary>
    public IReadOnlyList<MatchedCondition> Why(SigmaRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return _last?.Why(rule) ?? [];
    }

    /// <summary>The values that the last record has under a field, in the words of the rule; empty when it has none. Only fields that the engine was told of.</summary>
    /// <exception cref="ArgumentException">The engine was not told that the field is wanted of the rule.</exception>
    public IReadOnlyList<string> Values(SigmaRule rule, string field)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(field);
        return _last?.Texts(rule, field) ?? [];
    }
}
