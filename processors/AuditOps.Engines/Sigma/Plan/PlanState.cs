using AuditOps.Engines.Sigma.Model;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Sigma.Plan;

/// <summary>The working space of one thread for one plan.</summary>
internal sealed class PlanState
{
    private readonly RulePlan _plan;
    private readonly EventReader _reader;
    private readonly bool[] _isCandidate;
    private readonly int[] _candidates;
    private readonly Lazy<MatchTrace> _trace;
    private int _count;

    public PlanState(RulePlan plan)
    {
        _plan = plan;
        Values = new EventValues(plan.Slots);
        Answers = new PredicateAnswers(plan.Predicates.Length, Values);
        _reader = new EventReader(plan.Root, plan.Leaves, Values, plan.Transforms);
        _isCandidate = new bool[plan.Rules.Length];
        _candidates = new int[plan.Rules.Length];
        _trace = new Lazy<MatchTrace>(() => new MatchTrace(plan, Values));
    }

    public RulePlan Plan => _plan;

    public EventValues Values { get; }

    public PredicateAnswers Answers { get; }

    /// <summary>Rules whose condition was evaluated, over all events; tells what the index saves.</summary>
    public long Evaluated { get; private set; }

    /// <summary>Finds the places (in the plan's list) of the rules that match; sorted.</summary>
    public MatchStatus Match(ReadOnlySpan<byte> record, AuditEvent? normalized, List<int> matched)
    {
        matched.Clear();
        if (_plan.Rules.Length == 0)
            return MatchStatus.Read;
        var status = _reader.Read(record);
        if (status != MatchStatus.Read)
            return status;
        if (normalized is not null && _plan.Own.Length > 0)
            Values.AddOwn(normalized, _plan.Own);
        Answers.Clear();
        foreach (var slot in Values.Filled)
            _plan.Indexes[slot]?.Ask(Values, slot, this);
        foreach (var rule in _plan.Always)
            Add(rule);
        Evaluated += _count;
        for (var i = 0; i < _count; i++)
        {
            var rule = _candidates[i];
            _isCandidate[rule] = false;
            if (_plan.Conditions[rule].Holds(Answers))
                matched.Add(rule);
        }

        _count = 0;
        if (matched.Count > 1)
            matched.Sort();
        return MatchStatus.Read;
    }

    public IReadOnlyList<MatchedCondition> Why(SigmaRule rule) => _trace.Value.Why(rule);

    public IReadOnlyList<string> Texts(SigmaRule rule, string field) => _trace.Value.Texts(rule, field);

    public void Mark(int predicate)
    {
        if (Answers.Mark(predicate))
            AddAll(_plan.Predicates[predicate].Candidates);
    }

    public void Probe(Predicate predicate)
    {
        if (Answers.IsTrue(predicate))
            AddAll(predicate.Candidates);
    }

    private void AddAll(int[] rules)
    {
        foreach (var rule in rules)
            Add(rule);
    }

    private void Add(int rule)
    {
        if (_isCandidate[rule])
            return;
        _isCandidate[rule] = true;
        _candidates[_count++] = rule;
    }
}
