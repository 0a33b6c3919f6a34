using System.Text;
using AuditOps.Engines.Alerts;
using AuditOps.Processors.Cases;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Streams.Testing;
using Xunit;

namespace AuditOps.Tests.Alerts;

/// <summary>The Cases topology on the simulated cluster: bytes in, bytes out.</summary>
public sealed class CasesTests
{
    private static readonly SchemaRegistry Schemas = new();

    [Fact]
    public void A_candidate_becomes_an_alert_and_a_finding_with_headers()
    {
        using var driver = Driver();
        Pipe(driver, Samples.Found(Samples.Candidate("e1", 1)));
        driver.Commit();
        var alert = Assert.Single(Alerts(driver));
        Assert.Equal((1, AlertStatus.Open), (alert.Revision, alert.Status));
        var finding = Assert.Single(driver.Read(TopicNames.AlertsOcsf));
        Assert.Equal($"contoso/{alert.AlertId}", Encoding.UTF8.GetString(finding.Key!));
        Assert.Equal($"{alert.AlertId}/1", Encoding.UTF8.GetString(finding.Headers!.GetLastBytes("ce_id")));
    }

    [Fact]
    public void A_rule_that_fires_without_end_is_told_in_bounded_steps_and_its_count_is_exact()
    {
        using var driver = Driver();
        for (var i = 0; i < 100; i++)
            Pipe(driver, Samples.Found(Samples.Candidate($"e{i}", i)));
        driver.Commit();
        Assert.Equal([1, 2, 3], Alerts(driver).Select(alert => alert.Facts.Count));
        driver.Crash();
        driver.Advance(TimeSpan.FromSeconds(5));
        driver.Commit();
        var told = Assert.Single(Alerts(driver));
        Assert.Equal((100, 100), (told.Facts.Count, told.Revision));
        driver.Advance(TimeSpan.FromSeconds(5));
        driver.Commit();
        Assert.Empty(Alerts(driver));
    }

    [Fact]
    public void A_person_gets_a_verdict_and_a_repeat_of_the_command_gets_the_same_one()
    {
        using var driver = Driver();
        var found = Samples.Found(Samples.Candidate("e1", 1));
        Pipe(driver, found);
        var command = Samples.Person(CommandKinds.Acknowledge, found.Subject, "c1", revision: 1);
        Pipe(driver, command);
        Pipe(driver, command);
        Pipe(driver, Samples.Person(CommandKinds.Acknowledge, found.Subject, "c2", revision: 1, by: "bob"));
        driver.Commit();
        Assert.Equal([AlertStatus.Open, AlertStatus.Acknowledged], Alerts(driver).Select(alert => alert.Status));
        Assert.Equal(
            [("c1", true, null, 2L), ("c1", true, null, 2L), ("c2", false, CommandCodes.StaleRevision, 2L)],
            Facts(driver).Select(fact => (fact.CommandId, fact.Accepted, fact.Code, fact.Revision)));
    }

    [Fact]
    public void One_tenant_cannot_touch_the_alert_of_another()
    {
        using var driver = Driver();
        var found = Samples.Found(Samples.Candidate("e1", 1));
        Pipe(driver, found);
        Pipe(driver, Samples.Person(CommandKinds.Acknowledge, found.Subject, "c1") with { Tenant = "fabrikam" });
        driver.Commit();
        Assert.Equal(AlertStatus.Open, Assert.Single(Alerts(driver)).Status);
        Assert.Equal(CommandCodes.NotFound, Assert.Single(Facts(driver)).Code);
    }

    [Fact]
    public void A_crash_or_an_abort_anywhere_changes_nothing()
    {
        var commands = new List<Command>();
        var random = new Random(17);
        for (var i = 0; i < 60; i++)
        {
            var candidate = Samples.Candidate($"e{i}", random.Next(0, 9000));
            commands.Add(Samples.Found(candidate));
            if (i % 7 == 3)
                commands.Add(Samples.Person(i % 2 == 0 ? CommandKinds.Acknowledge : CommandKinds.FalsePositive, candidate.AlertId, $"c{i}", """{"reason":"x"}"""));
        }

        var expected = Final(commands, seed: 0);
        Assert.True(expected.Count > 1);
        for (var seed = 1; seed <= 12; seed++)
            Assert.True(expected.SequenceEqual(Final(commands, seed)), $"seed {seed}");
    }

    [Fact]
    public void A_rule_is_saved_changed_and_removed_and_a_bad_one_is_refused_with_the_reason()
    {
        using var driver = Driver();
        Pipe(driver, Samples.Person(CommandKinds.SaveRule, "r1", "c1", """{"yaml":"title: a","status":"testing"}""", revision: 0));
        Pipe(driver, Samples.Person(CommandKinds.SaveRule, "r1", "c2", """{"status":"enabled","note":"works"}""", revision: 1));
        Pipe(driver, Samples.Person(CommandKinds.SaveRule, "r1", "c3", """{"yaml":"bad"}"""));
        Pipe(driver, Samples.Person(CommandKinds.SaveRule, "r1", "c4", """{"status":"loud"}"""));
        Pipe(driver, Samples.Person(CommandKinds.DeleteRule, "r1", "c5", revision: 1));
        Pipe(driver, Samples.Person(CommandKinds.DeleteRule, "r1", "c6", revision: 2));
        Pipe(driver, Samples.Person(CommandKinds.DeleteRule, "r2", "c7"));
        driver.Commit();
        var rules = driver.Read(TopicNames.Rules).Select(record => Codecs.RuleDocument.Decode(record.Value!, Schemas)).ToArray();
        Assert.Equal(
            [(1, RuleStatus.Testing, "title: a"), (2, RuleStatus.Enabled, "title: a"), (3, RuleStatus.Disabled, "")],
            rules.Select(rule => (rule.Revision, rule.Status, rule.Yaml)));
        Assert.Equal(
            [null, null, CommandCodes.InvalidBody, CommandCodes.InvalidBody, CommandCodes.StaleRevision, null, CommandCodes.NotFound],
            Facts(driver).OrderBy(fact => fact.CommandId, StringComparer.Ordinal).Select(fact => fact.Code));
    }

    [Fact]
    public void A_shipped_rule_can_be_switched_off_or_on_without_its_text_and_comes_back_when_the_change_is_removed()
    {
        using var driver = Driver();
        Pipe(driver, Samples.Person(CommandKinds.SaveRule, "shipped", "c1", """{"status":"disabled"}""", revision: 0));
        Pipe(driver, Samples.Person(CommandKinds.DeleteRule, "shipped", "c2", revision: 1));
        Pipe(driver, Samples.Person(CommandKinds.SaveRule, "shipped", "c3", """{"yaml":"title: mine"}""", revision: 2));
        driver.Commit();
        Assert.Equal(
            [(1, RuleStatus.Disabled, "title: s"), (2, RuleStatus.Disabled, ""), (3, RuleStatus.Enabled, "title: mine")],
            driver.Read(TopicNames.Rules).Select(record => Codecs.RuleDocument.Decode(record.Value!, Schemas)).Select(rule => (rule.Revision, rule.Status, rule.Yaml)));
    }

    [Fact]
    public void What_is_long_over_is_forgotten()
    {
        using var driver = Driver();
        var found = Samples.Found(Samples.Candidate("e1", 1)) with { At = driver.Now };
        Pipe(driver, found);
        Pipe(driver, Samples.Person(CommandKinds.Acknowledge, found.Subject, "c1") with { At = driver.Now });
        driver.Commit();
        Assert.Single(driver.State(CaseStores.AnswersName));
        driver.Advance(TimeSpan.FromDays(2));
        driver.Commit();
        Assert.Empty(driver.State(CaseStores.AnswersName));
        Assert.Single(driver.State(CaseStores.AlertsName));
        driver.Advance(TimeSpan.FromDays(401));
        driver.Commit();
        Assert.Empty(driver.State(CaseStores.AlertsName));
    }

    [Fact]
    public void What_still_stands_in_the_queue_can_be_closed_however_long_it_has_stood_there()
    {
        using var driver = Driver();
        var found = Samples.Found(Samples.Candidate("e1", 1)) with { At = driver.Now };
        Pipe(driver, found);
        driver.Commit();
        driver.Advance(TimeSpan.FromDays(60));
        Pipe(driver, Samples.Person(CommandKinds.FalsePositive, found.Subject, "c1", """{"reason":"x"}""", revision: 1) with { At = driver.Now });
        driver.Commit();
        Assert.Equal([AlertStatus.Open, AlertStatus.FalsePositive], Alerts(driver).Select(alert => alert.Status));
    }

    [Theory]
    [InlineData(CommandKinds.FalsePositive, 50 * 86_400, false)]
    [InlineData(CommandKinds.Resolve, -1, false)]
    [InlineData(CommandKinds.Resolve, 50 * 86_400, true)]
    public void Revisions_go_on_where_they_were_when_evidence_comes_for_an_alert_that_is_long_over(string closing, int seconds, bool opens)
    {
        using var driver = Driver();
        var found = Samples.Found(Samples.Candidate("e1", 1)) with { At = driver.Now };
        Pipe(driver, found);
        Pipe(driver, Samples.Person(closing, found.Subject, "c1", """{"verdict":"benign","reason":"x"}""") with { At = driver.Now });
        driver.Commit();
        driver.Advance(TimeSpan.FromDays(40));
        driver.Commit();
        Assert.Equal(2, Alerts(driver).Count);
        Assert.True(Assert.Single(driver.State(CaseStores.AlertsName)).Value!.Length < 400, "the evidence should be gone");

        Pipe(driver, Samples.Person(CommandKinds.Comment, found.Subject, "c2", """{"text":"x"}""") with { At = driver.Now });
        var late = Samples.Candidate("e9", 2) with { LastSeen = driver.Now.AddDays(-40).AddSeconds(seconds) };
        Pipe(driver, Samples.Found(late) with { At = driver.Now });
        driver.Commit();
        Assert.Equal([null, CommandCodes.TooOld], Facts(driver).Select(fact => fact.Code));
        Assert.Equal(opens ? [(3L, AlertStatus.Open)] : [], Alerts(driver).Select(alert => (alert.Revision, alert.Status)));
    }

    [Fact]
    public void An_alert_adds_to_the_risk_of_its_actor_once_and_when_it_becomes_live()
    {
        using var driver = Driver();
        Pipe(driver, Samples.Found(Samples.Candidate("e1", 1) with { Silent = true }));
        driver.Commit();
        Assert.Empty(driver.Read(TopicNames.Matches));
        Pipe(driver, Samples.Found(Samples.Candidate("e2", 2)));
        Pipe(driver, Samples.Found(Samples.Candidate("e3", 3)));
        driver.Commit();
        var match = Codecs.Match.Decode(Assert.Single(driver.Read(TopicNames.Matches)).Value!, Schemas);
        Assert.Equal(("ann@contoso.com", "20"), (match.Group[0].Value, match.Fields[0].Value));
    }

    [Fact]
    public void A_candidate_that_carries_nothing_is_a_dead_letter()
    {
        using var driver = Driver();
        Pipe(driver, Samples.Found(Samples.Candidate("e1", 1)) with { Candidate = null });
        driver.Pipe(TopicNames.Commands, "contoso/x"u8.ToArray(), [1, 2, 3]);
        driver.Commit();
        var letters = driver.Read(TopicNames.DeadLetters).Select(record => Codecs.DeadLetter.Decode(record.Value!, Schemas)).ToArray();
        Assert.Equal([("cases", "contoso"), ("cases", "contoso")], letters.Select(letter => (letter.Stage, letter.Tenant)));
    }

    /// <summary>The last told state of every alert; with a seed, crashes and aborts happen between records.</summary>
    private static List<string> Final(List<Command> commands, int seed)
    {
        using var driver = Driver();
        var random = new Random(seed);
        foreach (var command in commands)
        {
            Pipe(driver, command);
            if (seed == 0)
                continue;
            switch (random.Next(8))
            {
                case 0:
                    driver.Crash(loseSnapshots: random.Next(2) == 0);
                    break;
                case 1:
                    driver.Abort();
                    break;
                case 2:
                    driver.Commit();
                    break;
            }
        }

        driver.Commit();
        driver.Advance(TimeSpan.FromSeconds(5));
        driver.Commit();
        var last = new SortedDictionary<string, Alert>(StringComparer.Ordinal);
        foreach (var alert in Alerts(driver))
        {
            Assert.True(!last.TryGetValue(alert.AlertId, out var before) || before.Revision < alert.Revision, $"seed {seed}: revision {alert.Revision} comes twice");
            last[alert.AlertId] = alert;
        }

        return [.. last.Values.Select(alert => $"{alert.AlertId} {alert.Revision} {alert.Status} {alert.Facts.Count} {alert.Suppressed} {string.Join(',', alert.Facts.Evidence.Select(seen => seen.EventId))}")];
    }

    private static TopologyTestDriver Driver() =>
        new(CasesTopology.Build(new CaseOptions(), _ => new RuleJudge((_, _, yaml) => yaml == "bad" ? "line 1: that is no rule" : null, (_, id) => id == "shipped" ? "title: s" : null), Schemas, TimeProvider.System));

    private static void Pipe(TopologyTestDriver driver, Command command) =>
        driver.Pipe(TopicNames.Commands, Keys.Join(command.Tenant, command.Subject), Codecs.Command.Encode(command), command.At);

    private static List<Alert> Alerts(TopologyTestDriver driver) => [.. driver.Read(TopicNames.Alerts).Select(record => Codecs.Alert.Decode(record.Value!, Schemas))];

    private static List<TriageFact> Facts(TopologyTestDriver driver) => [.. driver.Read(TopicNames.Triage).Select(record => Codecs.TriageFact.Decode(record.Value!, Schemas))];
}
