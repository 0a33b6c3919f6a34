using AuditOps.Engines.Correlation;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Tests.Correlation;

/// <summary>Plans and matches by seed.</summary>
internal static class Matches
{
    public const string Rule = "spray";

    public static CorrelationPlan Plan(CorrelationKind kind, params string[] steps) => new()
    {
        RuleId = Rule,
        Title = "A correlation",
        Kind = kind,
        Steps = [.. Enumerable.Range(0, Math.Max(1, steps.Length)).Select(StepName)],
        GroupBy = ["ip"],
        Timespan = TimeSpan.FromMinutes(10),
        Dedupe = TimeSpan.FromHours(1),
        ValueFields = ["user"],
    };

    public static Match At(DateTimeOffset time, string eventId, int step = 0, string ip = "192.0.2.7", string user = "ann", bool historical = false) => new()
    {
        Tenant = "contoso",
        Correlation = Rule,
        Step = StepName(step),
        StepNumber = step,
        Group = [new NamedValue("ip", ip)],
        Event = new EvidenceEvent
        {
            EventId = eventId,
            Source = Sources.EntraSignIn,
            EventTime = time,
            CollectedAt = time.AddMinutes(1),
            Actor = user,
            Operation = "Sign-in",
            Outcome = Outcome.Failure,
            Summary = "s",
        },
        Fields = [new NamedValue("user", user)],
        Why = [new MatchedCondition { Field = "outcome", Operator = "equals", Expected = "failure", Actual = "failure" }],
        Historical = historical,
    };

    public static string StepName(int step) => step == 0 ? "failed" : $"step-{step}";

    /// <summary>A plan of any kind with small numbers, so that a few matches meet it.</summary>
    public static CorrelationPlan RandomPlan(Random random)
    {
        var kind = Enum.GetValues<CorrelationKind>()[random.Next(Enum.GetValues<CorrelationKind>().Length)];
        var steps = kind is CorrelationKind.Temporal or CorrelationKind.TemporalOrdered
            ? random.Next(2, 4)
            : kind is CorrelationKind.Ratio or CorrelationKind.Absence ? 2 : random.Next(1, 3);
        var operators = Enum.GetValues<ComparisonOperator>();
        var needsNumber = kind is not (CorrelationKind.TemporalOrdered or CorrelationKind.NewValue or CorrelationKind.Absence);
        return Plan(kind, [.. Enumerable.Range(0, steps).Select(i => $"step-{i}")]) with
        {
            Conditions = needsNumber && !(kind == CorrelationKind.Temporal && random.Next(2) == 0)
                ? [new Comparison(operators[random.Next(operators.Length)], random.Next(1, 5))]
                : [],
            Percentile = random.Next(0, 101),
            Learning = TimeSpan.FromMinutes(random.Next(0, 6)),
            HalfLife = TimeSpan.FromMinutes(random.Next(1, 10)),
            MinCount = random.Next(1, 4),
            Timespan = TimeSpan.FromMinutes(random.Next(1, 12)),
            Expression = kind == CorrelationKind.Temporal && random.Next(3) == 0
                ? new StepExpression.And(new StepExpression.Step(0), random.Next(2) == 0 ? new StepExpression.Not(new StepExpression.Step(1)) : new StepExpression.Or(new StepExpression.Step(1), new StepExpression.Step(steps - 1)))
                : null,
        };
    }
}
