using AuditOps.Engines.Correlation;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Conditions;
using AuditOps.Engines.Sigma.Correlations;
using Xunit;

namespace AuditOps.Tests.Sigma;

/// <summary>The short form is the same plan as what it stands for, not only a like one.</summary>
public sealed class CompactPlanTests
{
    [Theory]
    [InlineData("{field: service, op: eq, value: Exchange}", "selection: {workload: Exchange}", "selection")]
    [InlineData("{field: operation, op: neq, value: Set-Mailbox}", "selection: {operation: Set-Mailbox}", "not selection")]
    [InlineData("{field: operation, op: contains, value: Inbox}", "selection: {operation|contains: Inbox}", "selection")]
    [InlineData("{field: operation, op: in, value: [a, b, c]}", "selection: {operation: [a, b, c]}", "selection")]
    [InlineData("{field: operation, op: eq, value: 'New*'}", "selection: {operation: 'New\\*'}", "selection")]
    [InlineData("{op: after_hours}", "selection: {event_time|afterhours: 'mon-fri 09:00-17:00'}", "selection")]
    [InlineData("{field: timestamp, op: after_hours, value: 'Europe/Zurich mon-fri 08:00-18:00'}", "selection: {event_time|afterhours: 'Europe/Zurich mon-fri 08:00-18:00'}", "selection")]
    public void Each_operator_is_what_sigma_says_in_its_own_words(string compact, string detection, string condition)
    {
        var one = Load($"title: t\nid: c1\nseverity: high\nwhen:\n  - {compact}\n");
        var other = Load($"title: t\nid: c1\nlevel: high\nlogsource: {{product: auditops}}\ndetection:\n  {detection}\n  condition: {condition}\n");
        Assert.Equal(Text(Assert.Single(other.Rules).Condition), Text(Assert.Single(one.Rules).Condition));
        Assert.Equal(other.Rules[0].LogSource, one.Rules[0].LogSource);
    }

    [Fact]
    public void A_threshold_is_the_correlation_that_it_stands_for()
    {
        const string Head = "title: t\nid: c1\n";
        const string Search = "logsource: {product: auditops}\ndetection:\n  selection: {workload: Exchange}\n  condition: selection\n";
        var one = Load(Head + "severity: high\nwhen:\n  - {field: service, op: eq, value: Exchange}\nthreshold: {count: 3, within: 10m, by: [actor.key], distinct: operation}\n");
        var other = Load("title: e\nid: c1/events\nlevel: informational\n" + Search + "---\n" + Head
            + "level: high\ncorrelation:\n  type: value_count\n  rules: [c1/events]\n  group-by: [actor.key]\n  timespan: 10m\n  condition: {field: operation, gte: 3}\n");
        Assert.Equal(Text(Assert.Single(other.Rules).Condition), Text(Assert.Single(one.Rules).Condition));
        var (short_, long_) = (Assert.Single(CorrelationCompiler.Compile(one)), Assert.Single(CorrelationCompiler.Compile(other)));
        Assert.Equal(Text(long_), Text(short_));
    }

    private static SigmaRules Load(string yaml)
    {
        var rules = SigmaRules.Load([new SigmaFile("compact.yml", yaml)]);
        Assert.Empty(rules.Refused);
        return rules;
    }

    private static string Text(CorrelationPlan plan) =>
        $"{plan.RuleId} {plan.Kind} [{string.Join(' ', plan.Steps)}] by [{string.Join(' ', plan.GroupBy)}] of [{string.Join(' ', plan.ValueFields)}] in {plan.Timespan} {string.Join(' ', plan.Conditions)} {plan.Severity}";

    private static string Text(Expr expr) => expr switch
    {
        AllExpr all => $"({string.Join(" and ", all.Operands.Select(Text))})",
        AnyExpr any => $"({string.Join(" or ", any.Operands.Select(Text))})",
        NotExpr not => $"not {Text(not.Operand)}",
        FieldExpr { Test: AfterHoursTest hours } field => $"{field.Field} outside {hours.Hours.Text}",
        FieldExpr field => $"{field.Field} {field.Test}",
        _ => expr.ToString(),
    };
}
