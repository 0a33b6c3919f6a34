using System.Globalization;
using System.Text;
using AuditOps.Engines.Replay;
using AuditOps.Schemas.Contracts;
using AuditOps.Simulator;
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

    [Fact]
    public void Every_attack_is_found_and_a_quiet_time_raises_few_alerts_which_names_every_operation_of_the_rules()
    {
        var rules = Pack.All();
        var work = new EverydayWork(Pack.Examples(), Pack.Rates(), Pack.Normalize);
        var high = 0;
        var alerts = 0;
        var events = 0;
        var operations = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (ulong seed = 77; seed < (IsLong ? 83UL : 78UL); seed++)
        {
            var options = new SimulatorOptions { Seed = seed, EventsPerDay = 10_000, People = 400, AttacksPerDay = 32 };
            var end = Quiet.AddDays(IsLong ? 28 : 8);
            var run = new QuietRun(rules, Pack.Normalize, Quiet, end);
            foreach (var record in SimulatedHistory.Everyday(options, signInsOnly: true, Quiet.AddDays(-LearnedDays), Quiet.AddDays(-1))
                .Concat(SimulatedHistory.Everyday(options, signInsOnly: false, Quiet.AddDays(-1), end.AddDays(AttackDays + 1)))
                .Concat(work.Usual((int)options.Seed, Quiet.AddDays(-LearnedDays), end)).Concat(work.Others((int)options.Seed, Quiet, end)))
            {
                run.Add(record);
            }

            operations.UnionWith(run.Operations);
            var attacks = SimulatedHistory.Attacks(options, end.AddDays(1), end.AddDays(AttackDays)).ToList();
            foreach (var attack in attacks)
            {
                foreach (var record in attack.Records)
                    _attackOf[run.Add(record)!.EventId] = attack.Id;
            }

            var findings = run.Finish();
            var quiet = run.Quiet(findings);
            alerts += quiet.Count;
            high += quiet.Count(alert => alert.Severity >= AlertSeverity.High);
            events += run.Events;
            output.WriteLine(Table($"seed {seed}: {run.Events} benign events", quiet));

            var found = findings.SelectMany(finding => finding.Evidence.Select(seen => (finding.Title, Attack: _attackOf.GetValueOrDefault(seen.EventId)))).Where(each => each.Attack is not null).Distinct().ToLookup(each => each.Attack, each => each.Title);
            foreach (var scenario in attacks.GroupBy(attack => attack.Scenario, attack => attack.Id).OrderBy(each => each.Key, StringComparer.Ordinal))
                output.WriteLine($"{scenario.Key}: {scenario.Count(found.Contains)} of {scenario.Count()}: {string.Join("; ", scenario.SelectMany(id => found[id]).GroupBy(title => title).Select(title => $"{title.Key} ({title.Count()})"))}");
            Assert.Equal(16, attacks.Select(attack => attack.Scenario).Distinct(StringComparer.Ordinal).Count());
            Assert.All(attacks, attack => Assert.True(found.Contains(attack.Id), $"seed {seed}: nothing found {attack.Scenario} {attack.Id}"));
        }

        var per = 100_000.0 / events;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{events} benign events; for each 100,000: {alerts * per:0.0} alerts, {high * per:0.0} of them high or critical"));
        Assert.True(high * per <= MostHigh, $"{high} false alerts of high severity over {events} benign events");
        Assert.True(alerts * per <= MostAlerts, $"{alerts} false alerts over {events} benign events");

        // What is rarer than the time is long has a rate all the same.
        var patterns = Pack.Rates().Select(rate => Pack.Normalize(work.Pattern(rate))).ToList();
        var everyday = patterns.Select(pattern => pattern.Operation).Concat(operations).Distinct(StringComparer.OrdinalIgnoreCase);
        var named = new NamedOperations(rules);
        var without = named.All.Except(everyday.SelectMany(operation => named.Fitting(patterns[0] with { Operation = operation }))).ToList();
        Assert.True(without.Count == 0, $"no everyday work with: {string.Join("\n", without)}");
    }

    private static string Table(string title, IReadOnlyList<ReplayFinding> alerts)
    {
        var text = new StringBuilder(title).AppendLine($": {alerts.Count} alerts, {alerts.Count(alert => alert.Severity >= AlertSeverity.High)} of them high or critical");
        foreach (var rule in alerts.GroupBy(alert => (alert.Title, alert.Severity)).OrderByDescending(rule => rule.Count()))
            text.AppendLine($"  {rule.Count(),4}  {rule.Key.Severity,-13} {rule.Key.Title} ({rule.First().Evidence[0].Summary})");
        return text.ToString();
    }
}
