using AuditOps.Engines.Correlation;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Correlations;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Schemas.Contracts;
using Xunit;

namespace AuditOps.Tests.Sigma;

public sealed class ExtrasTests
{
    private static readonly string Steps = SigmaSample.Rule("s:\n    f: 1\ncondition: s", "one") + "---\n" + SigmaSample.Rule("s:\n    f: 2\ncondition: s", "two") + "---\n";

    [Fact]
    public void An_exception_leaves_out_its_events_until_it_expires()
    {
        var yaml = SigmaSample.Rule("s:\n    f: 1\ncondition: s") + """
            auditops:
                dedupe: 6h
                group-by: [actor, ip]
                runbook: Look at it.
                suppress: {fields: [ip], timespan: 1d}
                exceptions:
                    - {user|endswith: '@backup.example', owner: ops, reason: nightly, expires: 2026-06-30}
            """;
        Assert.Empty(Hits(yaml, new DateTimeOffset(2026, 6, 29, 0, 0, 0, TimeSpan.Zero), """{"f":1,"user":"job@backup.example"}"""));
        Assert.Single(Hits(yaml, new DateTimeOffset(2026, 6, 29, 0, 0, 0, TimeSpan.Zero), """{"f":1,"user":"ann@tailspin.example"}"""));
        Assert.Single(Hits(yaml, new DateTimeOffset(2026, 6, 30, 0, 0, 0, TimeSpan.Zero), """{"f":1,"user":"job@backup.example"}"""));
        var extras = SigmaSample.Load(yaml).Rules[0].Metadata.Extras;
        Assert.Equal((TimeSpan.FromHours(6), "Look at it.", TimeSpan.FromDays(1)), (extras.Dedupe!.Value, extras.Runbook, extras.Suppress!.Time));
        Assert.Equal(["actor", "ip"], extras.GroupBy);
        Assert.Equal(("ops", "nightly"), (extras.Exceptions[0].Owner, extras.Exceptions[0].Reason));
    }

    [Theory]
    [InlineData("dedup: 1h", "unknown key 'dedup'")]
    [InlineData("dedupe: soon", "no timespan")]
    [InlineData("exceptions: [{owner: me}]", "names no fields")]
    [InlineData("exceptions: [{f: 1}]", "no owner")]
    [InlineData("exceptions: [{f: 1, owner: me, expires: never}]", "is no day")]
    [InlineData("suppress: {fields: [f]}", "'timespan' and 'fields'")]
    public void A_block_that_is_wrong_is_refused(string block, string reason) =>
        Assert.Contains(reason, SigmaSample.Refusal(SigmaSample.Rule("s:\n    f: 1\ncondition: s") + $"auditops: {{{block}}}\n").Reason, StringComparison.Ordinal);

    [Fact]
    public void A_filter_has_an_owner_and_ends_on_its_day_whatever_becomes_of_the_rule()
    {
        var yaml = SigmaSample.Rule("s:\n    f: 1\ncondition: s") + """
            ---
            title: Known
            id: known
            logsource: {product: azure}
            filter:
                rules: [R1]
                job: {user: job}
                condition: not job
            auditops: {owner: ops, reason: nightly, expires: 2026-06-30}
            """;
        var before = new DateTimeOffset(2026, 6, 29, 23, 59, 59, TimeSpan.Zero);
        Assert.Empty(Hits(yaml, before, """{"f":1,"user":"job"}"""));
        Assert.Single(Hits(yaml, before, """{"f":1,"user":"ann"}"""));
        Assert.Single(Hits(yaml, before.AddSeconds(1), """{"f":1,"user":"job"}"""));
        var rules = SigmaSample.Load(yaml, new SigmaOptions { Now = before });
        Assert.Equal(before.AddSeconds(1), rules.NextExpiry);
        Assert.Equal(("ops", "nightly"), (rules.Filters[0].Metadata.Extras.Owner, rules.Filters[0].Metadata.Extras.Reason));
        var after = SigmaSample.Load(yaml, new SigmaOptions { Now = before.AddSeconds(1) });
        Assert.Null(after.NextExpiry);
        Assert.Contains(after.Notes, note => note.Reason.Contains("has expired", StringComparison.Ordinal));
    }

    [Fact]
    public void Exceptions_where_nothing_would_honour_them_are_refused()
    {
        const string Exceptions = "auditops: {exceptions: [{user: job, owner: ops}]}\n";
        var correlation = Assert.Single(SigmaSample.Load(Steps + "title: m\nid: m\ncorrelation: {type: event_count, rules: [one], timespan: 5m, condition: {gte: 3}}\n" + Exceptions).Refused);
        Assert.Contains("a correlation has no exceptions", correlation.Reason, StringComparison.Ordinal);
        var filter = Assert.Single(SigmaSample.Load(Steps + "title: f\nid: f\nlogsource: {product: azure}\nfilter: {rules: any, s: {f: 1}, condition: not s}\n" + Exceptions).Refused);
        Assert.Contains("a filter has no exceptions", filter.Reason, StringComparison.Ordinal);
        Assert.Contains("belongs to a filter", SigmaSample.Refusal(SigmaSample.Rule("s:\n    f: 1\ncondition: s") + "auditops: {expires: 2026-06-30}\n").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Correlations_become_plans_and_know_who_looks_at_them()
    {
        var rules = SigmaSample.Load(Steps + """
            title: Many
            id: many
            level: high
            correlation:
                type: event_count
                rules: [one]
                group-by: [who]
                timespan: 5m
                condition: {gte: 3}
            ---
            title: Chain
            id: chain
            correlation:
                type: temporal
                rules: [many, two]
                group-by: [account]
                timespan: 1h
                condition: many and not two
                aliases: {account: {many: who}}
            auditops: {dedupe: 2h, runbook: Ask.}
            """);
        Assert.True(rules.Refused.Count == 0, string.Join('\n', rules.Refused));
        var plans = CorrelationCompiler.Compile(rules, id => (id == "chain" ? 7 : 0, id == "chain"));
        var (many, chain) = (plans[0], plans[1]);
        Assert.Equal((CorrelationKind.EventCount, AlertSeverity.High, true, false), (many.Kind, many.Severity, many.IsSilentPart, many.Silent));
        Assert.Equal([new Comparison(ComparisonOperator.Gte, 3)], many.Conditions);
        var link = Assert.Single(many.Chained);
        Assert.Equal(("chain", 7L, "many", 0), (link.RuleId, link.Version, link.Step, link.StepNumber));
        Assert.Equal(["who"], link.GroupFrom);
        Assert.Equal((7L, true, TimeSpan.FromHours(2), "Ask.", false), (chain.Version, chain.Silent, chain.AlertWindow, chain.Runbook, chain.IsSilentPart));
        Assert.True(chain.Expression!.Holds([true, false]) && !chain.Expression.Holds([true, true]));
        Assert.True(rules.IsOnlyPart("one") && !rules.IsOnlyPart("chain"));
    }

    [Fact]
    public void Correlations_that_sigma_does_not_have_stand_in_the_block()
    {
        var rules = SigmaSample.Load(Steps + """
            title: New country
            id: new
            auditops:
                correlation: {type: new_value, rules: [one], group-by: [actor], timespan: 14d, field: [country, app], learning: 7d, grace: 1h}
            ---
            title: Mostly failures
            id: ratio
            auditops:
                correlation: {type: ratio, rules: [one, two], group-by: [ip], timespan: 1h, condition: {gt: 4.5}, min-count: 20}
            ---
            title: Never finished
            id: absence
            auditops:
                correlation: {type: absence, rules: [one, two], group-by: [actor], timespan: 30m}
            """);
        Assert.True(rules.Refused.Count == 0, string.Join('\n', rules.Refused));
        var plans = CorrelationCompiler.Compile(rules);
        Assert.Equal([CorrelationKind.NewValue, CorrelationKind.Ratio, CorrelationKind.Absence], plans.Select(plan => plan.Kind));
        Assert.Equal((TimeSpan.FromDays(7), TimeSpan.FromHours(1)), (plans[0].Learning, plans[0].Grace));
        Assert.Equal(["country", "app"], plans[0].ValueFields);
        Assert.Equal((20, 4.5), (plans[1].MinCount, plans[1].Conditions[0].Value));
    }

    [Theory]
    [InlineData("correlation: {type: new_value, rules: [one], timespan: 1d}", "needs the 'field'")]
    [InlineData("correlation: {type: absence, rules: [one], timespan: 1d}", "should follow")]
    [InlineData("correlation: {type: ratio, rules: [one, two], timespan: 1d}", "needs a condition")]
    [InlineData("correlation: {type: absence, rules: [one, two], timespan: 1d, condition: {gte: 1}}", "has no condition")]
    [InlineData("correlation: {type: ratio, rules: [one, two], timespan: 1d, condition: {gte: 1}, min-count: 0}", "'min-count' must be")]
    public void A_correlation_of_ours_that_cannot_work_is_refused(string block, string reason) =>
        Assert.Contains(reason, Assert.Single(SigmaSample.Load(Steps + $"title: t\nid: t\nauditops: {{{block}}}\n").Refused).Reason, StringComparison.Ordinal);

    [Fact]
    public void A_chain_can_group_only_by_what_the_inner_correlation_groups_by() =>
        Assert.Contains("no group field of 'many'", Assert.Single(SigmaSample.Load(Steps + "title: m\nid: many\ncorrelation: {type: event_count, rules: [one], group-by: [a], timespan: 5m, condition: {gte: 3}}\n---\ntitle: c\nid: chain\ncorrelation: {type: temporal, rules: [many, two], group-by: [b], timespan: 5m}\n").Refused).Reason, StringComparison.Ordinal);

    [Fact]
    public void A_long_chain_of_correlations_is_refused_before_it_costs_the_stack()
    {
        var chain = string.Concat(Enumerable.Range(0, 900).Select(i => $"---\ntitle: c{i}\nid: c{i}\ncorrelation: {{type: event_count, rules: [{(i < 899 ? $"c{i + 1}" : "one")}], timespan: 5m, condition: {{gte: 3}}}}\n"));
        var rules = SigmaSample.Load(SigmaSample.Rule("s:\n    f: 1\ncondition: s", "one") + chain);
        Assert.Equal(900, rules.Correlations.Count + rules.Refused.Count);
        Assert.Contains(rules.Refused, refused => refused.Reason.Contains("more than 32 steps", StringComparison.Ordinal));
    }

    private static List<SigmaRule> Hits(string yaml, DateTimeOffset now, string json)
    {
        var rules = SigmaSample.Load(yaml, new SigmaOptions { Now = now });
        Assert.True(rules.Refused.Count == 0, string.Join('\n', rules.Refused));
        var hits = new List<SigmaRule>();
        new SigmaEngine(rules).CreateMatcher().Match(System.Text.Encoding.UTF8.GetBytes(json), hits);
        return hits;
    }
}
