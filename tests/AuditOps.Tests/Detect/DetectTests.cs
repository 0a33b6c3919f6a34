using System.Text;
using System.Text.Json;
using AuditOps.Engines.Alerts;
using AuditOps.Engines.Risk;
using AuditOps.Processors.Detect;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using Xunit;

namespace AuditOps.Tests.Detect;

/// <summary>From a raw record to an alert through Ingest, Correlate and Cases.</summary>
public sealed class DetectTests
{
    private const string Forward = """
        title: Mail is forwarded
        id: forward
        logsource: {product: auditops}
        detection: {a: {operation: Set-Mailbox}, condition: a}
        level: high
        tags: [attack.t1114.003]
        auditops: {runbook: Ask the owner.}
        """;

    private const string Purge = """
        title: Mail is purged
        id: purge
        name: purge_step
        logsource: {product: m365, service: exchange}
        detection: {a: {Operation: HardDelete}, condition: a}
        level: low
        """;

    private const string ManyPurges = """
        title: Much mail is purged
        id: many-purges
        correlation: {type: event_count, rules: [purge_step], group-by: [actor.key], timespan: 10m, condition: {gte: 3}}
        level: high
        """;

    [Fact]
    public void A_record_that_a_rule_matches_is_an_alert_and_a_finding_with_all_that_people_need()
    {
        using var harness = new DetectHarness([Forward, Purge]);
        harness.Did("Send", "e0");
        harness.Did("Set-Mailbox", "e1", more: ",\"Comment\":\"" + new string('x', 9000) + "\"");
        harness.Did("Set-Mailbox", "e1", more: ",\"Comment\":\"" + new string('x', 9000) + "\"");
        var alert = Assert.Single(harness.Alerts());
        var facts = alert.Facts;
        Assert.Equal(("contoso", "forward", "Mail is forwarded", AlertSeverity.High, "ann@contoso.example"), (alert.Tenant, facts.RuleId, facts.Title, facts.Severity, facts.Actor));
        Assert.Equal((1L, false, false, "Ask the owner."), (facts.Count, facts.Silent, facts.Historical, facts.Runbook));
        Assert.Equal(["e1"], facts.Evidence.Select(seen => seen.EventId));
        Assert.Equal(("operation", "Set-Mailbox"), (facts.Why[0].Field, facts.Why[0].Actual));
        Assert.Equal(8192, facts.Snapshot.Length);
        Assert.Equal(AlertIds.Of("contoso", "forward", [new NamedValue("actor", "ann@contoso.example")], facts.WindowStart), alert.AlertId);
        var finding = Assert.Single(harness.Cases.Read(TopicNames.AlertsOcsf));
        Assert.Equal($"contoso/{alert.AlertId}", Encoding.UTF8.GetString(finding.Key!));
        using var json = JsonDocument.Parse(finding.Value!);
        Assert.True(json.RootElement.GetProperty("is_alert").GetBoolean());
    }

    [Fact]
    public void A_revision_of_an_event_is_not_counted_again_and_history_is_marked()
    {
        using var harness = new DetectHarness([Forward]);
        harness.Did("Set-Mailbox", "e1");
        harness.Did("Set-Mailbox", "e1", more: ",\"New\":1");
        // Another version may even have another time.
        harness.Did("Set-Mailbox", "e1", at: harness.Ingest.Now.AddHours(-5));
        harness.Did("Set-Mailbox", "e2", user: "bob@contoso.example", topic: TopicNames.RawHistory);
        var alerts = harness.Alerts().OrderBy(alert => alert.Facts.Actor, StringComparer.Ordinal).ToArray();
        Assert.Equal([("ann@contoso.example", 1L, false), ("bob@contoso.example", 1L, true)], alerts.Select(alert => (alert.Facts.Actor, alert.Facts.Count, alert.Facts.Historical)));
    }

    [Fact]
    public async Task A_draft_does_nothing_a_rule_in_testing_pages_nobody_and_an_enabled_one_does()
    {
        using var harness = new DetectHarness([]);
        await harness.RuleAsync("_", "forward", 1, RuleStatus.Draft, Forward);
        harness.Did("Set-Mailbox", "e1");
        Assert.Empty(harness.Alerts());
        await harness.RuleAsync("_", "forward", 2, RuleStatus.Testing, Forward);
        harness.Did("Set-Mailbox", "e2");
        Assert.True(Assert.Single(harness.Alerts()).Facts.Silent);
        using var json = JsonDocument.Parse(harness.Cases.Read(TopicNames.AlertsOcsf)[^1].Value!);
        Assert.False(json.RootElement.GetProperty("is_alert").GetBoolean());
        await harness.RuleAsync("_", "forward", 3, RuleStatus.Enabled, Forward);
        harness.Did("Set-Mailbox", "e3", user: "bob@contoso.example");
        Assert.Equal((3, false), Assert.Single(harness.Alerts()) is var alert ? (alert.Facts.RuleVersion, alert.Facts.Silent) : default);
        await harness.RuleAsync("_", "forward", 4, RuleStatus.Disabled, Forward);
        harness.Did("Set-Mailbox", "e4", user: "cid@contoso.example");
        Assert.Empty(harness.Alerts());
    }

    [Fact]
    public async Task A_tenants_own_version_goes_before_the_shipped_one_for_it_alone_until_it_is_removed()
    {
        using var harness = new DetectHarness([Forward, Purge]);
        await harness.RuleAsync("contoso", "forward", 1, RuleStatus.Enabled, Forward.Replace("level: high", "level: critical", StringComparison.Ordinal));
        await harness.RuleAsync("fabrikam", "forward", 1, RuleStatus.Disabled, Forward);
        AlertSeverity[] Seen(string id)
        {
            foreach (var tenant in (string[])["contoso", "fabrikam", "litware"])
            {
                harness.Did("Set-Mailbox", $"{id}-{tenant}", user: $"{id}@x.example", tenant: tenant);
                harness.Did("HardDelete", $"{id}-purge-{tenant}", user: $"{id}@x.example", tenant: tenant);
            }

            return [.. harness.Alerts().OrderBy(alert => alert.Tenant, StringComparer.Ordinal).ThenBy(alert => alert.Facts.RuleId, StringComparer.Ordinal).Select(alert => alert.Facts.Severity)];
        }

        Assert.Equal([AlertSeverity.Critical, AlertSeverity.Low, AlertSeverity.Low, AlertSeverity.High, AlertSeverity.Low], Seen("a"));
        await harness.RuleAsync("contoso", "forward", 2, RuleStatus.Disabled, "");
        await harness.RuleAsync("fabrikam", "forward", 2, RuleStatus.Disabled, "");
        Assert.Equal([AlertSeverity.High, AlertSeverity.Low, AlertSeverity.High, AlertSeverity.Low, AlertSeverity.High, AlertSeverity.Low], Seen("b"));
    }

    [Fact]
    public void Matches_of_one_group_meet_whatever_partition_their_events_came_by()
    {
        using var harness = new DetectHarness([Purge, ManyPurges]);
        for (var i = 0; i < 12; i++)
            harness.Did("HardDelete", $"e{i}", user: i % 4 == 0 ? "Ann@contoso.example" : $"user{i}@contoso.example", at: harness.Ingest.Now.AddSeconds(i));
        // The step alone tells nobody anything: it only serves the correlation.
        var alert = Assert.Single(harness.Alerts());
        Assert.Equal(("many-purges", 3L), (alert.Facts.RuleId, alert.Facts.Count));
        Assert.Equal(["e0", "e4", "e8"], alert.Facts.Evidence.Select(seen => seen.EventId));
    }

    [Fact]
    public async Task A_tenants_correlation_sees_shipped_rules_and_a_shipped_correlation_the_tenants_version_of_its_step()
    {
        using var harness = new DetectHarness([Purge, ManyPurges]);
        await harness.RuleAsync("contoso", "two", 1, RuleStatus.Enabled, ManyPurges.Replace("id: many-purges", "id: two", StringComparison.Ordinal).Replace("gte: 3", "gte: 2", StringComparison.Ordinal));
        await harness.RuleAsync("fabrikam", "purge", 1, RuleStatus.Enabled, Purge.Replace("HardDelete", "SoftDelete", StringComparison.Ordinal));
        await harness.RuleAsync("litware", "purge", 1, RuleStatus.Disabled, Purge);
        foreach (var tenant in (string[])["contoso", "fabrikam", "litware"])
        {
            for (var i = 0; i < 2; i++)
                harness.Did("HardDelete", $"h{i}", tenant: tenant, at: harness.Ingest.Now.AddSeconds(i));
        }

        Assert.Equal(("contoso", "two"), Assert.Single(harness.Alerts()) is var alert ? (alert.Tenant, alert.Facts.RuleId) : default);
        foreach (var tenant in (string[])["contoso", "fabrikam", "litware"])
        {
            harness.Did("HardDelete", "h2", tenant: tenant, at: harness.Ingest.Now.AddSeconds(2));
            for (var i = 0; i < 3; i++)
                harness.Did("SoftDelete", $"s{i}", tenant: tenant, at: harness.Ingest.Now.AddSeconds(i));
        }

        Assert.Equal(
            [("contoso", "many-purges"), ("contoso", "two"), ("fabrikam", "many-purges")],
            harness.Alerts().Select(alert => (alert.Tenant, alert.Facts.RuleId)).Order());
    }

    [Fact]
    public void Alerts_about_one_actor_add_up_and_fade_with_time()
    {
        using var harness = new DetectHarness([Forward, Forward.Replace("id: forward", "id: other", StringComparison.Ordinal), Forward.Replace("id: forward", "id: third", StringComparison.Ordinal)]);
        var now = harness.Ingest.Now;
        harness.Did("Set-Mailbox", "a1", user: "ann@x.example", at: now);
        // Two of three days ago count an eighth each.
        harness.Did("Set-Mailbox", "b1", user: "bob@x.example", tenant: "fabrikam", at: now.AddDays(-3));
        Assert.Equal(6, harness.Alerts().Count(alert => alert.Facts.RuleId != EntityRisk.RuleId));
        harness.Ingest.Crash();
        harness.Correlate.Crash(loseSnapshots: true);
        harness.Did("Send", "a2", user: "ann@x.example");
        Assert.DoesNotContain(harness.Alerts(), alert => alert.Revision == 1);

        harness.Did("Set-Mailbox", "c1", user: "cid@x.example", at: now);
        var risk = Assert.Single(harness.Alerts(), alert => alert.Facts.RuleId == EntityRisk.RuleId);
        Assert.Equal(("cid@x.example", 3L, AlertSeverity.High), (risk.Facts.Actor, risk.Facts.Count, risk.Facts.Severity));
        Assert.Equal(("decaying_sum", "gte", "120", "150"), risk.Facts.Why[0] is var why ? (why.Field, why.Operator, why.Expected, why.Actual) : default);
        Assert.Equal(["forward", "other", "third"], risk.Facts.Evidence.Select(seen => seen.Operation).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_rule_that_throws_is_switched_off_with_an_alert_and_the_others_go_on_until_it_is_changed()
    {
        const string Bad = """
            title: Throws
            id: bad
            logsource: {product: auditops}
            detection: {a: {attr.boom: x}, condition: a}
            """;
        var trap = true;
        using var harness = new DetectHarness([Forward], change: value => trap ? value with { Attributes = new ThrowingAttributes(value.Attributes) } : value);
        await harness.RuleAsync("_", "bad", 1, RuleStatus.Enabled, Bad);
        harness.Did("Set-Mailbox", "e1");
        harness.Ingest.Abort();
        harness.Did("Set-Mailbox", "e2");
        var alerts = harness.Alerts();
        Assert.Equal([Findings.RuleOff, "forward"], alerts.Select(alert => alert.Facts.RuleId).Order(StringComparer.Ordinal));
        Assert.Equal(2, alerts.Single(alert => alert.Facts.RuleId == "forward").Facts.Count);
        var alarm = Assert.Single(harness.Catalogue.Alarms()!);
        Assert.Equal(("_", "rule.bad", HealthCodes.RuleOff), (alarm.Tenant, alarm.Source, alarm.Code));
        Assert.Equal(2, harness.Ingest.Read(TopicNames.Enriched).Count);

        trap = false;
        await harness.RuleAsync("_", "bad", 2, RuleStatus.Enabled, Bad.Replace("attr.boom: x", "operation: Send", StringComparison.Ordinal));
        Assert.Empty(harness.Catalogue.Alarms()!);
        harness.Did("Send", "e3");
        Assert.Equal("bad", Assert.Single(harness.Alerts()).Facts.RuleId);
    }

    [Fact]
    public async Task A_rule_that_was_switched_off_stays_off_for_all_workers_and_after_a_restart_until_somebody_switches_it_on()
    {
        const string Bad = "title: Throws\nid: bad\nlogsource: {product: auditops}\ndetection: {a: {attr.boom: x}, condition: a}";
        static AuditEvent Trap(AuditEvent value) => value with { Attributes = new ThrowingAttributes(value.Attributes) };
        using var first = new DetectHarness([Bad, Forward], change: Trap);
        first.Did("Set-Mailbox", "e1");
        first.Alerts();
        var off = Codecs.RuleDocument.Decode(Assert.Single(first.Cases.Read(TopicNames.Rules)).Value!, DetectHarness.Schemas);
        Assert.Equal(("_", "shipped-0", 1L, RuleStatus.Disabled, Bad), (off.Tenant, off.RuleId, off.Revision, off.Status, off.Yaml));
        Assert.Contains("threw", off.Note, StringComparison.Ordinal);

        using var other = new DetectHarness([Bad, Forward], change: Trap);
        await other.RuleAsync(off);
        other.Did("Set-Mailbox", "e2");
        Assert.Equal("forward", Assert.Single(other.Alerts()).Facts.RuleId);
        Assert.Equal(("_", "rule.shipped-0", HealthCodes.RuleOff), Assert.Single(other.Catalogue.Alarms()!.Select(alarm => (alarm.Tenant, alarm.Source, alarm.Code))));
        await other.RuleAsync(off with { Revision = 2, Status = RuleStatus.Enabled, ChangedBy = "ann" });
        Assert.Empty(other.Catalogue.Alarms()!);
        other.Did("Set-Mailbox", "e3");
        Assert.Contains(Findings.RuleOff, other.Alerts().Select(alert => alert.Facts.RuleId));
    }

    [Fact]
    public void A_record_on_which_every_rule_throws_is_to_blame_itself_and_no_rule_is_switched_off()
    {
        string[] rules = [.. Enumerable.Range(0, 5).Select(i => $"title: t\nid: bad{i}\nlogsource: {{product: auditops}}\ndetection: {{a: {{attr.boom: x{i}}}, condition: a}}")];
        using var harness = new DetectHarness(rules, change: value => value with { Attributes = new ThrowingAttributes(value.Attributes) });
        harness.Did("Send", "e1");
        Assert.Empty(harness.Alerts());
        Assert.Empty(harness.Catalogue.Alarms()!);
        Assert.Single(harness.Ingest.Read(TopicNames.Enriched));
    }

    [Fact]
    public void A_rule_that_takes_too_long_is_switched_off_and_the_others_are_not()
    {
        // Without backtracking, and still every letter leaves hundreds of ways to go on.
        const string Slow = """
            title: Slow
            id: slow
            logsource: {product: auditops}
            detection: {a: {Comment|re: '[ab]*a[ab]{500}[^ab]'}, condition: a}
            """;
        using var harness = new DetectHarness([Forward, Slow], new DetectOptions { RecordBudget = TimeSpan.FromMilliseconds(20) });
        var text = new StringBuilder();
        var random = new Random(7);
        for (var i = 0; i < 60_000; i++)
            text.Append("ab"[random.Next(2)]);
        harness.Did("Set-Mailbox", "e1", more: $",\"Comment\":\"{text}\"");
        Assert.Equal([Findings.RuleOff, "forward"], harness.Alerts().Select(alert => alert.Facts.RuleId).Order(StringComparer.Ordinal));
        Assert.Equal("rule.slow", Assert.Single(harness.Catalogue.Alarms()!).Source);
    }

    [Fact]
    public void A_crash_or_an_abort_anywhere_gives_the_same_alerts_once()
    {
        var expected = Run(0);
        Assert.True(expected.Count > 20, $"only {expected.Count} alerts");
        for (var seed = 1; seed <= 6; seed++)
            Assert.True(expected.SequenceEqual(Run(seed)), $"seed {seed}");
    }

    private static List<string> Run(int seed)
    {
        using var harness = new DetectHarness([Forward, Purge, ManyPurges]);
        var random = new Random(seed);
        var events = new Random(11);
        var start = harness.Ingest.Now;
        for (var i = 0; i < 120; i++)
        {
            harness.Did(events.Next(3) switch { 0 => "Set-Mailbox", 1 => "HardDelete", _ => "Send" }, $"e{i}", user: $"user{events.Next(12)}@x.example", at: start.AddSeconds(events.Next(240)));
            if (seed == 0)
                continue;
            switch (random.Next(8))
            {
                case 0:
                    harness.Ingest.Crash(loseSnapshots: random.Next(2) == 0);
                    break;
                case 1:
                    harness.Ingest.Abort();
                    break;
                case 2:
                    harness.Ingest.Commit();
                    break;
            }
        }

        harness.Ingest.Commit();
        var candidates = harness.Ingest.Read(TopicNames.Commands).Select(record => Codecs.Command.Decode(record.Value!, DetectHarness.Schemas).CommandId).ToList();
        Assert.True(candidates.Count == candidates.Distinct().Count(), $"seed {seed}: a candidate came twice");
        return [.. candidates.Order(StringComparer.Ordinal)];
    }
}
