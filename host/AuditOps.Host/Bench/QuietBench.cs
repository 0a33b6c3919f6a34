using System.Globalization;
using System.Text;
using AuditOps.Engines.Replay;
using AuditOps.Engines.Sigma;
using AuditOps.Host.Rules;
using AuditOps.Schemas.Contracts;
using AuditOps.Simulator;

namespace AuditOps.Host.Bench;

/// <summary>
/// The second half of <c>auditops bench detection</c>: alerts over simulated time in which nobody attacks, and the attacks of the days after it. Rules may be tuned on the first
/// set of seeds; the second one is only ever measured.
/// </summary>
internal sealed class QuietBench(string folder, int days, TextWriter @out)
{
    /// <summary>Rules that learn watch sign-ins; the others look back a day at most.</summary>
    private const int LearnedDays = 25;

    private const int AttackDays = 2;
    private const int EventsPerDay = 10_000;
    private const int People = 400;
    private const int AttacksPerDay = 32;

    /// <summary>A Monday.</summary>
    private static readonly DateTime From = new(2026, 3, 2, 0, 0, 0, DateTimeKind.Utc);

    public async Task<QuietScore> RunAsync(string name, IReadOnlyList<ulong> seeds, CancellationToken cancellation)
    {
        var lines = new EventLines(folder);
        var files = Directory.EnumerateFiles(folder, "*.yml", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        var examples = files.Select(Example).ToList();
        var work = new EverydayWork(examples, EverydayRate.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "everyday.csv"), cancellation)), lines.Normalize);
        var rules = SigmaRules.Load(examples.Select(example => new SigmaFile(example.Name, example.Rules)));
        var named = new NamedOperations(rules);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var operations = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var score = new QuietScore(name, seeds, days);
        foreach (var seed in seeds)
        {
            cancellation.ThrowIfCancellationRequested();
            var options = new SimulatorOptions { Seed = seed, EventsPerDay = EventsPerDay, People = People, AttacksPerDay = AttacksPerDay };
            var to = From.AddDays(days);
            var run = new QuietRun(rules, lines.Normalize, From, to);
            foreach (var record in SimulatedHistory.Everyday(options, signInsOnly: true, From.AddDays(-LearnedDays), From.AddDays(-1))
                .Concat(SimulatedHistory.Everyday(options, signInsOnly: false, From.AddDays(-1), to.AddDays(AttackDays + 1)))
                .Concat(work.Usual((int)seed, From.AddDays(-LearnedDays), to)).Concat(work.Others((int)seed, From, to)))
            {
                if (run.Add(record) is { } value && operations.Add(value.Operation))
                    seen.UnionWith(named.Fitting(value));
            }

            var attackOf = new Dictionary<string, string>(StringComparer.Ordinal);
            var attacks = SimulatedHistory.Attacks(options, to.AddDays(1), to.AddDays(AttackDays)).ToList();
            foreach (var attack in attacks)
            {
                foreach (var record in attack.Records)
                {
                    if (run.Add(record) is { } value)
                        attackOf[value.EventId] = attack.Id;
                }
            }

            var findings = run.Finish();
            var quiet = run.Quiet(findings);
            await @out.WriteLineAsync($"seed {seed}: {run.Events} benign events, {quiet.Count} alerts, {quiet.Count(alert => alert.Severity >= AlertSeverity.High)} of them high or critical");
            score.Add(run.Events, quiet, attacks.Count, findings.SelectMany(finding => finding.Evidence).Select(one => attackOf.GetValueOrDefault(one.EventId)).OfType<string>().Distinct(StringComparer.Ordinal).Count());
        }

        score.Named = named.All.Count;
        score.Occurred = seen.Count;
        await PrintAsync(score);
        return score;
    }

    private RuleExample Example(string file) => new(
        Path.ChangeExtension(Path.GetRelativePath(folder, file), null).Replace('\\', '/'), File.ReadAllText(file), Records(Path.ChangeExtension(file, ".match.ndjson")), Records(Path.ChangeExtension(file, ".nomatch.ndjson")));

    private static List<byte[]> Records(string file) =>
        File.Exists(file) ? [.. File.ReadLines(file).Where(line => line.Length > 0).Select(Encoding.UTF8.GetBytes)] : [];

    private async Task PrintAsync(QuietScore score)
    {
        await @out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"quiet time, {score.Name} seeds {string.Join(' ', score.Seeds)}, {score.Days} days each: {score.Events} benign events; for each 100,000: {score.AlertsPer100k:0.0} alerts, {score.HighPer100k:0.0} of them high or critical"));
        await @out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {score.Occurred} of the {score.Named} operations that the rules name occurred; attacks found afterwards: {score.AttacksFound} of {score.Attacks}"));
        foreach (var (title, severity, count) in score.Rules)
            await @out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {count,4}  {severity,-13} {title}"));
    }
}
