using AuditOps.Engines.Correlation;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Processors.Correlate;

/// <summary>A finding is a match to those who look at this correlation; its event is the trigger, and it carries its own group alone.</summary>
internal static class ChainedMatches
{
    public static IEnumerable<Match> Of(CorrelationPlan plan, string tenant, CorrelationEntry trigger)
    {
        foreach (var (ruleId, version, step, number, from, by) in plan.Chained)
        {
            var values = new NamedValue[by.Count];
            for (var i = 0; i < values.Length; i++)
                values[i] = new NamedValue(by[i], ValueOf(trigger.Match.Group, from[i]));
            yield return trigger.Match with
            {
                Tenant = tenant,
                Correlation = ruleId,
                CorrelationVersion = version,
                Step = step,
                StepNumber = number,
                Group = values,
                Fields = trigger.Match.Group,
            };
        }
    }

    private static string ValueOf(IReadOnlyList<NamedValue> group, string name)
    {
        foreach (var (field, value) in group)
        {
            if (string.Equals(field, name, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        return "";
    }
}
