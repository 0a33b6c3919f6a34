using AuditOps.Engines.Sigma.Correlations;
using Xunit;

namespace AuditOps.Tests.Sigma;

public sealed class CorrelationParseTests
{
    private static readonly string Rules = SigmaSample.Rule("s:\n    f: 1\ncondition: s", "one").Replace("title:", "name: first\ntitle:", StringComparison.Ordinal) + "---\n" + SigmaSample.Rule("s:\n    f: 2\ncondition: s", "two") + "---\n";

    [Fact]
    public void A_correlation_knows_its_rules_by_id_and_its_fields_by_alias()
    {
        var rules = SigmaSample.Load(Rules + """
            title: Chain
            id: c2
            correlation:
                type: temporal_ordered
                rules: [first, c1]
                group-by: [who]
                timespan: 2h
                aliases:
                    who: {first: UserId}
            ---
            title: Many
            id: c1
            correlation:
                type: value_count
                rules: [two]
                group-by: [who]
                timespan: 15m
                condition: {gt: 3, lte: 10, field: [a, b]}
                generate: true
            """);
        Assert.True(rules.Refused.Count == 0, string.Join('\n', rules.Refused));
        Assert.Equal(["c1", "c2"], rules.Correlations.Select(correlation => correlation.Metadata.Id));
        var (many, chain) = (rules.Correlations[0], rules.Correlations[1]);
        Assert.Equal(["one", "c1"], chain.Rules);
        Assert.Equal("UserId", chain.FieldOf("who", "one"));
        Assert.Equal("who", chain.FieldOf("who", "c1"));
        Assert.Equal([new CorrelationBound("gte", 2)], chain.Bounds);
        Assert.Equal((TimeSpan.FromMinutes(15), true), (many.Timespan, many.Generate));
        Assert.Equal(["a", "b"], many.Fields);
        Assert.True(many.Bounds.All(bound => bound.Holds(4)) && !many.Bounds.All(bound => bound.Holds(3)));
    }

    [Fact]
    public void A_temporal_condition_may_be_an_expression_over_rule_names()
    {
        var rules = SigmaSample.Load(Rules + "title: t\nid: c\ncorrelation:\n    type: temporal\n    group-by: [u]\n    timespan: 1h\n    condition: first and not two\n");
        Assert.True(rules.Refused.Count == 0, string.Join('\n', rules.Refused));
        Assert.Equal(["one", "two"], rules.Correlations[0].Rules);
        Assert.NotNull(rules.Correlations[0].RuleCondition);
    }

    [Theory]
    [InlineData("type: events\n    rules: [one]\n    timespan: 1h\n    condition: {gte: 1}", "is no type")]
    [InlineData("type: event_count\n    rules: [none]\n    timespan: 1h\n    condition: {gte: 1}", "no loaded rule")]
    [InlineData("type: event_count\n    rules: [c]\n    timespan: 1h\n    condition: {gte: 1}", "leads back")]
    [InlineData("type: event_count\n    rules: [one]\n    timespan: 1x\n    condition: {gte: 1}", "no timespan")]
    [InlineData("type: event_count\n    rules: [one]\n    timespan: 0s\n    condition: {gte: 1}", "no timespan")]
    [InlineData("type: event_count\n    rules: [one]\n    timespan: 1h", "needs a condition")]
    [InlineData("type: event_count\n    rules: [one]\n    timespan: 1h\n    condition: {gte: 1, field: x}", "counts events")]
    [InlineData("type: value_count\n    rules: [one]\n    timespan: 1h\n    condition: {gte: 1}", "needs the 'field'")]
    [InlineData("type: value_percentile\n    rules: [one]\n    timespan: 1h\n    condition: {gte: 1, field: x}", "needs a 'percentile'")]
    [InlineData("type: value_sum\n    rules: [one]\n    timespan: 1h\n    condition: {over: 1, field: x}", "unknown key 'over'")]
    [InlineData("type: temporal\n    rules: [one, two]\n    timespan: 1h\n    condition: one", "does not name the rule 'two'")]
    [InlineData("type: temporal\n    rules: [one, one]\n    timespan: 1h", "twice")]
    [InlineData("type: temporal\n    rules: [one, two]\n    timespan: 1h\n    window: 5", "unknown key 'window'")]
    [InlineData("type: temporal\n    rules: [one, two]\n    timespan: 1h\n    group-by: [u]\n    aliases: {u: {three: x}}", "no rule of the correlation")]
    public void A_correlation_that_cannot_work_is_refused(string correlation, string reason)
    {
        var rules = SigmaSample.Load(Rules + "title: t\nid: c\ncorrelation:\n    " + correlation + "\n");
        Assert.Empty(rules.Correlations);
        Assert.Contains(reason, Assert.Single(rules.Refused).Reason, StringComparison.Ordinal);
    }
}
