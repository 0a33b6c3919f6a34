using System.Globalization;
using System.Text;
using AuditOps.Engines.Replay;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Schemas.Contracts;
using AuditOps.Simulator;
using AuditOps.Simulator.Feeds;
using Xunit;

namespace AuditOps.Tests.Rules;

/// <summary>The pack over simulated days: a time in which rules learn, a quiet time that they must leave alone, and a time of attacks that they must find.</summary>
public sealed class SimulatedDayTests(ITestOutputHelper output)
{
    /// <summary>Rules that learn watch sign-ins; the others look back a day at most.</summary>
    private const int LearnedDays = 25;
    private const int AttackDays = 2;

    /// <summary>Allowed for each 100,000 benign events.</summary>
    private const double MostHigh = 5;
    private const double MostAlerts = 30;

    /// <summary>A Monday.</summary>
    private static readonly DateTime Quiet = new(2026, 3, 2, 0, 0, 0, DateTimeKind.Utc);

    private static readonly bool IsLong = Environment.GetEnvironmentVariable("AUDITOPS_TEST_LONG") == "1";

    private readonly Dictionary<string, string> _attackOf = new(StringComparer.Ordinal);
    private int _benign;

    [Fact]
    public void Every_attack_is_found_and_a_quiet_time_raises_few_alerts()
    {
        var high = 0;
        var alerts = 0;
        var events = 0;
        for (ulong seed = 77; seed < (IsLong ? 83UL : 78UL); seed++)
        {
            var options = new SimulatorOptions { Seed = seed, EventsPerDay = 10_000, People = 400, AttacksPerDay = 32 };
            var end = Quiet.AddDays(IsLong ? 28 : 8);
            var replay = Play(options, end);
            var attacks = SimulatedRecords.Attacks(options, end.AddDays(1), end.AddDays(AttackDays)).ToList();
            foreach (var (attack, records) in attacks)
            {
                foreach (var record in records)
                    _attackOf[Ask(replay, record).EventId] = attack.Id;
            }

            var findings = replay.Finish();
            var quiet = findings.Where(finding => finding.FirstSeen >= Quiet && finding.FirstSeen < end).ToList();
            alerts += quiet.Count;
            high += quiet.Count(alert => alert.Severity >= AlertSeverity.High);
            events += _benign;
            output.WriteLine(Table($"seed {seed}: {_benign} benign events", quiet));

            var found = findings.SelectMany(finding => finding.Evidence.Select(seen => (finding.Title, Attack: _attackOf.GetValueOrDefault(seen.EventId)))).Where(each => each.Attack is not null).Distinct().ToLookup(each => each.Attack, each => each.Title);
            foreach (var scenario in attacks.GroupBy(each => each.Attack.Scenario, each => each.Attack.Id).OrderBy(each => each.Key, StringComparer.Ordinal))
                output.WriteLine($"{scenario.Key}: {scenario.Count(found.Contains)} of {scenario.Count()}: {string.Join("; ", scenario.SelectMany(id => found[id]).GroupBy(title => title).Select(title => $"{title.Key} ({title.Count()})"))}");
            Assert.Equal(16, attacks.Select(each => each.Attack.Scenario).Distinct(StringComparer.Ordinal).Count());
            Assert.All(attacks, each => Assert.True(found.Contains(each.Attack.Id), $"seed {seed}: nothing found {each.Attack.Scenario} {each.Attack.Id}"));
        }

        var per = 100_000.0 / events;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{events} benign events; for each 100,000: {alerts * per:0.0} alerts, {high * per:0.0} of them high or critical"));
        Assert.True(high * per <= MostHigh, $"{high} false alerts of high severity over {events} benign events");
        Assert.True(alerts * per <= MostAlerts, $"{alerts} false alerts over {events} benign events");
    }

    private RuleReplay Play(SimulatorOptions options, DateTime end)
    {
        _benign = 0;
        var replay = new RuleReplay(Pack.All(), FieldMap.BuiltIn, "contoso");
        var records = SimulatedRecords.Everyday(options, [Feed.SignIns], Quiet.AddDays(-LearnedDays), Quiet.AddDays(-1))
            .Concat(SimulatedRecords.Everyday(options, Enum.GetValues<Feed>(), Quiet.AddDays(-1), end.AddDays(AttackDays + 1)))
            .Concat(QuietSupplement.Records((int)options.Seed, Quiet, end));
        foreach (var record in records)
        {
            var time = Ask(replay, record).EventTime;
            if (time >= Quiet && time < end) _benign++;
        }

        return replay;
    }

    private static AuditEvent Ask(RuleReplay replay, byte[] record)
    {
        var value = Pack.Normalize(record);
        replay.Add(record, value, FieldMap.BuiltIn.RouteOf(value));
        return value;
    }

    private static string Table(string title, List<ReplayFinding> alerts)
    {
        var text = new StringBuilder(title).AppendLine($": {alerts.Count} alerts, {alerts.Count(alert => alert.Severity >= AlertSeverity.High)} of them high or critical");
        foreach (var rule in alerts.GroupBy(alert => (alert.Title, alert.Severity)).OrderByDescending(rule => rule.Count()))
            text.AppendLine($"  {rule.Count(),4}  {rule.Key.Severity,-13} {rule.Key.Title} ({rule.First().Evidence[0].Summary})");
        return text.ToString();
    }
}
