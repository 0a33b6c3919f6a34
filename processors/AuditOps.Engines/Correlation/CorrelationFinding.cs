using System.Globalization;
using AuditOps.Engines.Alerts;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Correlation;

/// <summary>Puts together what a correlation found in one group for one alert, from all its triggers there.</summary>
/// <param name="plan">The correlation.</param>
/// <param name="entries">All entries of the group.</param>
/// <param name="span">The triggers of the alert.</param>
public sealed class CorrelationFinding(CorrelationPlan plan, IReadOnlyList<CorrelationEntry> entries, AlertSpan span)
{
    // Each trigger stands for itself: what else lies in its window is no reason for it.
    private bool IsAlone => plan.Kind is CorrelationKind.NewValue or CorrelationKind.Absence;

    /// <summary>The finding as a candidate.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="historical">Found in the history lane.</param>
    public AlertCandidate ToCandidate(string tenant, bool historical)
    {
        var evidence = Evidence();
        var first = evidence[0].Match;
        var group = new NamedValue[plan.GroupBy.Count];
        for (var i = 0; i < group.Length; i++)
            group[i] = new NamedValue(plan.GroupBy[i], first.Group[i].Value);
        var events = evidence.Select(entry => entry.Match.Event).DistinctBy(seen => (seen.Source, seen.EventId)).ToList();
        var actors = events.Select(seen => seen.Actor).Distinct(StringComparer.Ordinal).Take(2).ToList();
        var start = new DateTimeOffset(span.Start, TimeSpan.Zero);
        return new AlertCandidate
        {
            AlertId = AlertIds.Of(tenant, plan.RuleId, group, new DateTimeOffset(span.Window, TimeSpan.Zero)),
            RuleId = plan.RuleId,
            RuleVersion = plan.Version,
            Title = plan.Title,
            Description = plan.Description,
            Severity = plan.Severity,
            Tags = plan.Tags,
            Group = group,
            Actor = actors.Count == 1 ? actors[0] : "",
            WindowStart = start,
            WindowEnd = start + plan.AlertWindow,
            FirstSeen = events[0].EventTime,
            LastSeen = events[^1].EventTime,
            Cumulative = !IsAlone,
            Count = events.Count,
            Evidence = [.. events.Take(AlertLimits.Evidence)],
            Why = [.. Number(), .. HeldBack(), .. first.Why],
            Historical = historical,
            Silent = plan.Silent,
            Runbook = plan.Runbook,
        };
    }

    /// <summary>The windows of all triggers together; they follow each other, so none is gone through twice.</summary>
    private List<CorrelationEntry> Evidence()
    {
        var evidence = new List<CorrelationEntry>();
        var next = 0;
        foreach (var (trigger, _) in span.Hits)
        {
            var (from, to) = IsAlone ? (trigger, trigger + 1) : CorrelationEvaluator.Window(plan, entries, trigger);
            for (var i = Math.Max(from, next); i < to; i++)
                evidence.Add(entries[i]);
            next = Math.Max(next, to);
        }

        return evidence;
    }

    private IEnumerable<MatchedCondition> Number()
    {
        var number = span.Hits.Max(hit => hit.Number);
        var actual = double.IsFinite(number) ? number.ToString("0.###", CultureInfo.InvariantCulture) : null;
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

    private IEnumerable<MatchedCondition> HeldBack()
    {
        if (plan.Suppress is not { } time || span.Hits.Count < 2)
            yield break;
        yield return new MatchedCondition
        {
            Field = "suppressed",
            Operator = "within",
            Expected = time.ToString("c", CultureInfo.InvariantCulture),
            Actual = (span.Hits.Count - 1).ToString(CultureInfo.InvariantCulture),
        };
    }
}
