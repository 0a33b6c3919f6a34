using AuditOps.Engines.Correlation;
using AuditOps.Engines.Sigma.Conditions;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Sigma.Correlations;

/// <summary>Turns correlation documents into the plans that the stream runs. Steps are named by rule id; groups by the document's own names.</summary>
public static class CorrelationCompiler
{
    /// <param name="rules">All rules of the set; only usable correlations are among them.</param>
    /// <param name="documents">Revision of a rule's document, and whether it is in testing; null for shipped ones at work.</param>
    public static IReadOnlyList<CorrelationPlan> Compile(SigmaRules rules, Func<string, (long Version, bool Silent)>? documents = null)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return [.. rules.Correlations.Select(correlation => Compile(rules, correlation, documents ?? (static _ => (0, false))))];
    }

    private static CorrelationPlan Compile(SigmaRules rules, SigmaCorrelation correlation, Func<string, (long Version, bool Silent)> documents)
    {
        var metadata = correlation.Metadata;
        var (version, silent) = documents(metadata.Id);
        var plan = new CorrelationPlan
        {
            RuleId = metadata.Id,
            Version = version,
            Title = metadata.Title,
            Description = metadata.Description,
            Severity = metadata.Level is { } level ? (AlertSeverity)(int)level : AlertSeverity.Medium,
            Tags = metadata.Tags,
            Runbook = metadata.Extras.Runbook,
            Silent = silent,
            Kind = Kind(correlation.Type),
            Steps = correlation.Rules,
            GroupBy = correlation.GroupBy,
            Timespan = correlation.Timespan,
            Conditions = [.. correlation.Bounds.Select(bound => new Comparison(Operator(bound.Operator), (double)bound.Value))],
            ValueFields = correlation.Fields,
            Percentile = correlation.Percentile,
            Expression = correlation.RuleCondition is { } condition ? Expression(condition) : null,
            Learning = correlation.Learning,
            MinCount = correlation.MinCount,
            Dedupe = metadata.Extras.Dedupe,
            Chained = [.. rules.Correlations.Where(other => other.Rules.Contains(metadata.Id, StringComparer.Ordinal)).Select(other => Chain(correlation, other, documents))],
            IsSilentPart = rules.IsOnlyPart(metadata.Id),
        };
        return plan with { Grace = correlation.Grace ?? Grace(rules, correlation), Suppress = metadata.Extras.Suppress?.Time };
    }

    /// <summary>That of the slowest source of the rules it looks at.</summary>
    private static TimeSpan Grace(SigmaRules rules, SigmaCorrelation correlation)
    {
        var grace = SourceGrace.Usual;
        foreach (var id in correlation.Rules)
        {
            var one = rules.Correlations.FirstOrDefault(other => other.Metadata.Id == id) is { } inner
                ? inner.Grace ?? Grace(rules, inner)
                : rules.Rules.FirstOrDefault(rule => rule.Metadata.Id == id) is { } rule ? SourceGrace.Of(rule.LogSource) : SourceGrace.Usual;
            grace = one > grace ? one : grace;
        }

        return grace;
    }

    private static ChainedCorrelation Chain(SigmaCorrelation inner, SigmaCorrelation outer, Func<string, (long Version, bool Silent)> documents)
    {
        var id = inner.Metadata.Id;
        return new ChainedCorrelation(outer.Metadata.Id, documents(outer.Metadata.Id).Version, id, outer.Rules.ToList().IndexOf(id), [.. outer.GroupBy.Select(name => outer.FieldOf(name, id))], outer.GroupBy);
    }

    private static CorrelationKind Kind(CorrelationType type) => type switch
    {
        CorrelationType.EventCount => CorrelationKind.EventCount,
        CorrelationType.ValueCount => CorrelationKind.ValueCount,
        CorrelationType.Temporal => CorrelationKind.Temporal,
        CorrelationType.TemporalOrdered => CorrelationKind.TemporalOrdered,
        CorrelationType.ValueSum => CorrelationKind.ValueSum,
        CorrelationType.ValueAvg => CorrelationKind.ValueAvg,
        CorrelationType.ValuePercentile => CorrelationKind.ValuePercentile,
        CorrelationType.ValueMedian => CorrelationKind.ValueMedian,
        CorrelationType.NewValue => CorrelationKind.NewValue,
        CorrelationType.Ratio => CorrelationKind.Ratio,
        _ => CorrelationKind.Absence,
    };

    private static ComparisonOperator Operator(string name) => name switch
    {
        "gt" => ComparisonOperator.Gt,
        "gte" => ComparisonOperator.Gte,
        "lt" => ComparisonOperator.Lt,
        "lte" => ComparisonOperator.Lte,
        "eq" => ComparisonOperator.Eq,
        _ => ComparisonOperator.Neq,
    };

    private static StepExpression Expression(Expr expr) => expr switch
    {
        RuleExpr rule => new StepExpression.Step(rule.Rule),
        NotExpr not => new StepExpression.Not(Expression(not.Operand)),
        AllExpr all => all.Operands.Select(Expression).Aggregate((left, right) => new StepExpression.And(left, right)),
        AnyExpr any => any.Operands.Select(Expression).Aggregate((left, right) => new StepExpression.Or(left, right)),
        _ => throw new InvalidOperationException($"The condition of a correlation cannot hold a {expr.GetType().Name}."),
    };
}
