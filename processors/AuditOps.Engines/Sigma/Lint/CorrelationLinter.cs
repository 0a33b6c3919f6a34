using AuditOps.Engines.Sigma.Conditions;
using AuditOps.Engines.Sigma.Correlations;
using AuditOps.Engines.Sigma.Model;

namespace AuditOps.Engines.Sigma.Lint;

/// <summary>Finds correlations that can never fire because what they build on cannot, or has no value for their groups.</summary>
/// <param name="places">Which fields there are.</param>
/// <param name="rules">The set.</param>
/// <param name="dead">Rules that can never fire; receives the correlations.</param>
internal sealed class CorrelationLinter(FieldPlaces places, SigmaRules rules, ISet<string> dead)
{
    private readonly Dictionary<string, SigmaRule> _rules = rules.Rules.ToDictionary(rule => rule.Metadata.Id, StringComparer.Ordinal);

    /// <summary>Looks at one correlation; those it builds on come before it.</summary>
    public void Check(SigmaCorrelation correlation, ISet<string> found)
    {
        var silent = new bool[correlation.Rules.Count];
        for (var i = 0; i < silent.Length; i++)
            silent[i] = IsSilent(correlation, correlation.Rules[i], found);
        if (!Never(correlation, silent))
            return;
        dead.Add(correlation.Metadata.Id);
        found.Add("the correlation can never fire: what it builds on can never fire, or has no value for its groups.");
    }

    private bool IsSilent(SigmaCorrelation correlation, string id, ISet<string> found)
    {
        if (dead.Contains(id))
            return true;
        if (!_rules.TryGetValue(id, out var rule))
            return false;
        var silent = false;
        foreach (var field in correlation.GroupBy.Select(name => correlation.FieldOf(name, id)).Concat(correlation.Fields))
        {
            if (places.Exists(field, rule.LogSource))
                continue;
            found.Add($"records that '{id}' finds never have the field '{field}'.");
            // An event without one of the groups has no group; a field that is counted over several rules may come from another.
            silent |= correlation.GroupBy.Any(name => correlation.FieldOf(name, id) == field) || correlation.Rules.Count == 1;
        }

        return silent;
    }

    private static bool Never(SigmaCorrelation correlation, bool[] silent)
    {
        if (correlation.RuleCondition is { } condition)
            return ConditionVerdict.Of(condition, leaf => leaf is RuleExpr rule && silent[rule.Rule] ? false : null) == false;
        switch (correlation.Type)
        {
            case CorrelationType.Ratio or CorrelationType.Absence:
                return silent[0];
            case CorrelationType.Temporal or CorrelationType.TemporalOrdered:
                var most = silent.Count(each => !each);
                return !Enumerable.Range(1, most).Any(count => correlation.Bounds.All(bound => bound.Holds(count)));
            default:
                return Array.TrueForAll(silent, each => each);
        }
    }
}
