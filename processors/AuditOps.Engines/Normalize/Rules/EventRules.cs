using System.Collections.Concurrent;

namespace AuditOps.Engines.Normalize.Rules;

/// <summary>Decides category and template once per kind of event: there are thousands of events but only hundreds of kinds.</summary>
internal sealed class EventRules(CategoryFile categories, SummaryFile summaries)
{
    /// <summary>Kinds kept; beyond it (a source with free text for operations) the decision is made anew each time.</summary>
    private const int MaxKinds = 8192;

    private readonly ConcurrentDictionary<RuleInput, EventRule> _kinds = new();
    private int _count;

    public EventRule For(in RuleInput input)
    {
        if (_kinds.TryGetValue(input, out var known))
            return known;
        var category = categories.LabelOf(input);
        var rule = new EventRule(category, summaries.TemplateOf(input, category));
        if (Volatile.Read(ref _count) < MaxKinds && _kinds.TryAdd(input, rule))
            Interlocked.Increment(ref _count);
        return rule;
    }
}
