using AuditOps.Engines.Alerts;
using AuditOps.Schemas.Contracts;
using Xunit;

namespace AuditOps.Tests.Alerts;

public sealed class AlertMergeTests
{
    private static readonly DateTimeOffset Now = Samples.Start.AddHours(1);

    [Fact]
    public void The_facts_of_an_alert_do_not_depend_on_the_order_of_its_candidates()
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            var candidates = Enumerable.Range(0, random.Next(1, 40))
                .Select(i => Samples.Candidate($"e{i}", random.Next(0, 3000), severity: (AlertSeverity)random.Next(5))).ToArray();
            var sorted = candidates.OrderBy(candidate => candidate.FirstSeen).ThenBy(candidate => candidate.Evidence[0].EventId, StringComparer.Ordinal).ToArray();
            var shuffled = candidates.ToArray();
            random.Shuffle(shuffled);
            var expected = Fold(sorted).Facts;
            var facts = Fold(shuffled).Facts;
            Assert.True(expected.Evidence.SequenceEqual(facts.Evidence), $"seed {seed}");
            Assert.True((expected.Count, expected.FirstSeen, expected.LastSeen, expected.Severity) == (facts.Count, facts.FirstSeen, facts.LastSeen, facts.Severity), $"seed {seed}");
        }
    }

    [Fact]
    public void The_same_event_counts_once_and_changes_nothing()
    {
        var alert = AlertMerge.Open(Samples.Tenant, Samples.Candidate("e1", 1), Now);
        Assert.Same(alert, AlertMerge.Merge(alert, Samples.Candidate("e1", 1), Now));
        Assert.Equal(2, AlertMerge.Merge(alert, Samples.Candidate("e2", 2), Now).Facts.Count);
    }

    [Fact]
    public void Of_a_finding_with_several_events_only_the_new_ones_are_added()
    {
        var first = Samples.Candidate("e1", 1);
        var both = first with
        {
            LastSeen = first.LastSeen.AddSeconds(1),
            Count = 2,
            Evidence = [.. first.Evidence, .. Samples.Candidate("e2", 2).Evidence],
            Why = [new MatchedCondition { Field = "suppressed", Operator = "within", Expected = "6h", Actual = "1" }],
        };
        var alert = AlertMerge.Merge(AlertMerge.Open(Samples.Tenant, first, Now), both, Now);
        Assert.Equal((2, "suppressed"), (alert.Facts.Count, alert.Facts.Why[0].Field));
        Assert.Same(alert, AlertMerge.Merge(alert, both, Now));
        Assert.Equal("suppressed", AlertMerge.Merge(alert, Samples.Candidate("e3", 3), Now).Facts.Why[0].Field);
    }

    [Fact]
    public void A_count_of_the_whole_window_replaces_and_never_falls()
    {
        var alert = AlertMerge.Open(Samples.Tenant, Samples.Candidate("e1", 1) with { Cumulative = true, Count = 10 }, Now);
        var grown = AlertMerge.Merge(alert, Samples.Candidate("e2", 2) with { Cumulative = true, Count = 12 }, Now);
        Assert.Equal(12, grown.Facts.Count);
        Assert.Equal(12, AlertMerge.Merge(grown, Samples.Candidate("e3", 3) with { Cumulative = true, Count = 11 }, Now).Facts.Count);
    }

    [Fact]
    public void A_correlation_shows_the_number_of_its_whole_window_in_whatever_order_it_is_told()
    {
        AlertCandidate Told(string id, int second, int count) => Samples.Candidate(id, second) with
        {
            Cumulative = true,
            Count = count,
            Why = [new MatchedCondition { Field = "event_count", Operator = "gte", Expected = "5", Actual = $"{count}" }],
        };
        var candidates = new[] { Told("e3", 3, 5), Told("e2", 2, 7), Told("e2", 2, 50) };
        Assert.Equal("50", Fold(candidates).Facts.Why[0].Actual);
        Assert.Equal("50", Fold([.. candidates.Reverse()]).Facts.Why[0].Actual);
    }

    [Fact]
    public void A_resolved_alert_opens_again_for_what_happened_afterwards_only()
    {
        var closed = Close(CommandKinds.Resolve, """{"verdict":"true_positive","reason":"done"}""");
        var before = AlertMerge.Merge(closed, Samples.Candidate("late", -60), Now);
        Assert.Equal((AlertStatus.Resolved, 3), (before.Status, before.Revision));
        var after = AlertMerge.Merge(closed, Samples.Candidate("again", 3 * 3600), Now);
        Assert.Equal((AlertStatus.Open, null, null), (after.Status, after.Verdict, after.ClosedAt));
        Assert.Equal(AlertMerge.ReopenedAction, after.History[^1].Action);
    }

    [Fact]
    public void A_false_positive_stays_closed_and_counts_what_it_swallows()
    {
        var closed = Close(CommandKinds.FalsePositive, """{"reason":"our scanner"}""");
        var more = AlertMerge.Merge(AlertMerge.Merge(closed, Samples.Candidate("e2", 3 * 3600), Now), Samples.Candidate("e3", 3 * 3600 + 1), Now);
        Assert.Equal((AlertStatus.FalsePositive, 2, 3), (more.Status, more.Suppressed, more.Facts.Count));
    }

    [Fact]
    public void An_alert_stays_small_however_often_its_rule_fires()
    {
        var alert = AlertMerge.Open(Samples.Tenant, Samples.Candidate("e0", 0) with { Snapshot = new byte[1 << 20] }, Now);
        for (var i = 1; i < 500; i++)
            alert = AlertMerge.Merge(alert, Samples.Candidate($"e{i}", i), Now);
        Assert.Equal((500, AlertLimits.Evidence, AlertLimits.SnapshotBytes), (alert.Facts.Count, alert.Facts.Evidence.Count, alert.Facts.Snapshot.Length));
        Assert.Equal("e0", alert.Facts.Evidence[0].EventId);
        Assert.Single(alert.History);
    }

    [Fact]
    public void Live_evidence_makes_a_historical_alert_live_and_a_second_actor_takes_the_name_away()
    {
        var alert = AlertMerge.Open(Samples.Tenant, Samples.Candidate("e1", 1) with { Historical = true, Silent = true }, Now);
        var live = AlertMerge.Merge(alert, Samples.Candidate("e2", 2, "bob@contoso.com"), Now);
        Assert.Equal((false, false, ""), (live.Facts.Historical, live.Facts.Silent, live.Facts.Actor));
    }

    [Fact]
    public void Ids_keep_apart_what_only_reads_the_same()
    {
        var at = Samples.Start;
        string Id(string rule, params (string, string)[] group) => AlertIds.Of("t", rule, [.. group.Select(pair => new NamedValue(pair.Item1, pair.Item2))], at);
        Assert.Equal(Id("r", ("a", "b")), Id("r", ("a", "b")));
        Assert.NotEqual(Id("r", ("a", "bc")), Id("r", ("ab", "c")));
        Assert.NotEqual(Id("r", ("a", "b")), Id("r", ("a", "b"), ("", "")));
        Assert.NotEqual(Id("r"), AlertIds.Of("t", "r", [], at.AddHours(1)));
    }

    [Theory]
    [InlineData("2026-03-02T09:59:59.9999999Z", "2026-03-02T09:00:00Z")]
    [InlineData("2026-03-02T10:00:00Z", "2026-03-02T10:00:00Z")]
    [InlineData("1969-12-31T23:59:59Z", "1969-12-31T23:00:00Z")]
    public void Windows_begin_at_the_hour(string time, string start) =>
        Assert.Equal(DateTimeOffset.Parse(start, null), AlertIds.WindowStart(DateTimeOffset.Parse(time, null), TimeSpan.FromHours(1)));

    private static Alert Fold(IReadOnlyList<AlertCandidate> candidates)
    {
        var alert = AlertMerge.Open(Samples.Tenant, candidates[0], Now);
        for (var i = 1; i < candidates.Count; i++)
            alert = AlertMerge.Merge(alert, candidates[i], Now);
        return alert;
    }

    private static Alert Close(string kind, string body)
    {
        var alert = AlertMerge.Open(Samples.Tenant, Samples.Candidate("e1", 1), Now);
        return AlertWorkflow.Apply(alert, Samples.Person(kind, alert.AlertId, "c1", body)).Changed!;
    }
}
