using System.Globalization;
using AuditOps.Engines.Alerts;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Correlation;

/// <summary>Puts together what a correlation found in one group within one alert window, from all its triggers there.</summary>
public sealed class CorrelationFinding(CorrelationPlan plan, DateTimeOffset windowStart)
{
    private readonly SortedSet<CorrelationEntry> _evidence = new(CorrelationOrder.Instance);
    private double _number = double.NegativeInfinity;

    /// <summary>A trigger at which the correlation holds.</summary>
    public void Add(IReadOnlyList<CorrelationEntry> entries, int trigger, double number)
    {
        var (from, to) = CorrelationEvaluator.Window(plan, entries, trigger);
        if (plan.Kind is CorrelationKind.NewValue or CorrelationKind.Absence)
            (from, to) = (trigger, trigger + 1);
        for (var i = from; i < to; i++)
            _evidence.Add(entries[i]);
        _number = Math.Max(_number, number);
    }

    /// <summary>The finding as a candidate.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="historical">Found in the history lane.</param>
    public AlertCandidate ToCandidate(string tenant, bool historical)
    {
        var first = _evidence.Min!.Match;
        var group = new NamedValue[plan.GroupBy.Count];
        for (var i = 0; i < group.Length; i++)
            group[i] = new NamedValue(plan.GroupBy[i], first.Group[i].Value);
        var events = _evidence.Select(entry => entry.Match.Event).DistinctBy(seen => (seen.Source, seen.EventId)).ToList();
        var actors = events.Select(seen => seen.Actor).Distinct(StringComparer.Ordinal).Take(2).ToList();
        return new AlertCandidate
        {
            AlertId = AlertIds.Of(tenant, plan.RuleId, group, windowStart),
            RuleId = plan.RuleId,
            RuleVersion = plan.Version,
            Title = plan.Title,
            Description = plan.Description,
            Severity = plan.Severity,
            Tags = plan.Tags,
            Group = group,
            Actor = actors.Count == 1 ? actors[0] : "",
            WindowStart = windowStart,
            WindowEnd = windowStart + plan.AlertWindow,
            FirstSeen = events[0].EventTime,
            LastSeen = events[^1].EventTime,
            Cumulative = true,
            Count = events.Count,
            Evidence = [.. events.Take(AlertLimits.Evidence)],
            Why = [.. Number(), .. first.Why],
            Historical = historical,
            Silent = plan.Silent,
            Runbook = plan.Runbook,
        };
    }

    private IEnumerable<MatchedCondition> Number()
    {
        var actual = double.IsFinite(_number) ? _number.ToString("0.###", CultureInfo.InvariantCulture) : null;
        foreach (var condition in plan.Conditions)
        {
            yield return new MatchedCondition
            {
                Field = AlertNames.Of(plan.Kind),
                Operator = condition.Operator.ToString().ToLowerInvariant(),
                Expected = condition.Value.ToString("0.###", CultureInfo.InvariantCulture),
                Actual = actual,
            };
        }
    }
}
