using AuditOps.Engines.Correlation;
using AuditOps.Engines.Sigma.Correlations;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Replay;

/// <summary>What a correlation wants of the matches of one of its rules.</summary>
internal sealed class ReplayStep(CorrelationPlan plan, string rule, int number, IReadOnlyList<string> groupFields, bool takesMissing)
{
    public ReplayStep(CorrelationPlan plan, SigmaCorrelation correlation, string rule, int number)
        : this(plan, rule, number, [.. correlation.GroupBy.Select(name => correlation.FieldOf(name, rule))], takesMissing: false)
    {
    }

    public CorrelationPlan Plan { get; } = plan;

    /// <summary>The match, or null when the event lacks a value of the group: things without a name have nothing in common.</summary>
    public Match? Match(string tenant, EvidenceEvent seen, Func<string, string?> valueOf)
    {
        var group = new NamedValue[groupFields.Count];
        for (var i = 0; i < group.Length; i++)
        {
            var value = valueOf(groupFields[i]) ?? (takesMissing ? string.Empty : null);
            if (value is null)
                return null;
            group[i] = new NamedValue(Plan.GroupBy[i], value);
        }

        return new Match
        {
            Tenant = tenant,
            Correlation = Plan.RuleId,
            Step = rule,
            StepNumber = number,
            Group = group,
            Event = seen,
            Fields = [.. Plan.ValueFields.Select(name => (Name: name, Value: valueOf(name))).Where(field => field.Value is not null).Select(field => new NamedValue(field.Name, field.Value!))],
        };
    }
}
