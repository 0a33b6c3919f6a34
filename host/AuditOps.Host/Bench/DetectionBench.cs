using System.Globalization;
using System.Text.Json;
using AuditOps.Engines.Catalogue;
using AuditOps.Engines.Replay;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Fields;

namespace AuditOps.Host.Bench;

/// <summary>
/// <c>auditops bench detection</c>: of what others call an attack, how much the rules find (a rule counts that has the case's technique, or the technique above or below it),
/// and how often such a rule fires where they say that nothing is wrong. Whatever is missed is listed with the reason.
/// </summary>
internal sealed class DetectionBench(DetectionBenchOptions options, TextWriter @out)
{
    private const string Tenant = "test";

    /// <summary>Rules may be tuned on these.</summary>
    private static readonly ulong[] DevSeeds = [77, 78, 79, 80, 81, 82];

    /// <summary>Never looked at while rules are written.</summary>
    private static readonly ulong[] HeldOutSeeds = [90_001, 90_002, 90_003, 90_004, 90_005, 90_006];

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var cases = DetectionCases.Read(options.Data ?? Path.GetDirectoryName(RulesBenchRecords.Find("panther-analysis"))!);
        var rules = options.Rules is { } folder ? Folder(folder) : SigmaRules.Load(ShippedRules.All.Select(unit => new SigmaFile(unit.Name, unit.Text)));
        var alerting = rules.Rules.Select(rule => rule.Metadata).Concat(rules.Correlations.Select(correlation => correlation.Metadata)).Where(rule => !rules.IsOnlyPart(rule.Id))
            .ToDictionary(rule => rule.Id, StringComparer.Ordinal);
        var replay = new RuleReplay(rules, FieldMap.BuiltIn, Tenant);
        var reasons = new DetectionReasons(rules, alerting);
        var results = new List<DetectionResult>();
        foreach (var one in cases)
        {
            cancellation.ThrowIfCancellationRequested();
            replay.Reset();
            foreach (var value in one.Events)
                replay.Add(value);
            string[] fired = [.. replay.Finish().Select(finding => finding.RuleId).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            IReadOnlyList<string> counted = [.. fired.Where(id => one.Fits(alerting[id].Techniques)).Select(id => alerting[id].Title)];
            results.Add(new DetectionResult(one, counted, one.IsAttack && counted.Count == 0 ? reasons.Of(one, fired, replay.Touched) : null));
        }

        foreach (var (one, counted, miss) in results)
        {
            if (miss is not null)
                await @out.WriteLineAsync($"missed  {one.File} {one.Name} [{string.Join(' ', one.Techniques)}]: {miss.Kind}: {miss.Text}");
            else if (!one.IsAttack && counted.Count > 0)
                await @out.WriteLineAsync($"false   {one.File} {one.Name}: {string.Join("; ", counted)}");
        }

        var quiet = new List<QuietScore>();
        if (options.QuietDays > 0)
        {
            var bench = new QuietBench(options.Rules ?? PackFolder(), options.QuietDays, @out);
            if (options.Seeds is "dev" or "both")
                quiet.Add(await bench.RunAsync("dev", DevSeeds, cancellation));
            if (options.Seeds is "held-out" or "both")
                quiet.Add(await bench.RunAsync("held-out", HeldOutSeeds, cancellation));
        }

        await PrintAsync(alerting.Count, results, quiet);
        return 0;
    }

    /// <summary>The shipped rules with the records beside them, which are no part of the program.</summary>
    private static string PackFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var rules = Path.Combine(folder.FullName, "processors", "rules");
            if (Directory.Exists(rules))
                return rules;
        }

        throw new HostException("The quiet time needs the records beside the rules: say --rules with their folder.");
    }

    private async Task PrintAsync(int rules, List<DetectionResult> results, List<QuietScore> quiet)
    {
        var files = results.GroupBy(result => result.Case.File.Split(':')[0], StringComparer.Ordinal).Select(file => (Name: file.Key, Score: Score(file))).ToList();
        foreach (var kind in results.Where(result => result.Miss is not null).GroupBy(result => result.Miss!.Kind, StringComparer.Ordinal).OrderByDescending(kind => kind.Count()))
            await @out.WriteLineAsync($"{kind.Count(),3} missed: {kind.Key}");
        foreach (var (name, score) in files)
            await @out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{name,-60} found {score.Found} of {score.Attacks}, false {score.False} of {score.Benign}"));
        var all = Score(results);
        var recall = all.Attacks == 0 ? double.NaN : (double)all.Found / all.Attacks;
        await @out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{rules} rules: recall {recall:P1} ({all.Found} of {all.Attacks}), false positives {all.False} of {all.Benign}"));
        if (!options.Json)
            return;
        await @out.WriteLineAsync(JsonSerializer.Serialize(new
        {
            rules,
            attacks = all.Attacks,
            found = all.Found,
            recall = all.Attacks == 0 ? (double?)null : Math.Round(recall, 4),
            benign = all.Benign,
            false_positives = all.False,
            files = files.Select(file => new { file = file.Name, attacks = file.Score.Attacks, found = file.Score.Found, benign = file.Score.Benign, false_positives = file.Score.False }),
            quiet,
            missed = results.Where(result => result.Miss is not null).Select(result => new { file = result.Case.File, name = result.Case.Name, techniques = result.Case.Techniques, kind = result.Miss!.Kind, reason = result.Miss.Text }),
            false_alerts = results.Where(result => !result.Case.IsAttack && result.Counted.Count > 0).Select(result => new { file = result.Case.File, name = result.Case.Name, rules = result.Counted }),
        }));
    }

    private static (int Attacks, int Found, int Benign, int False) Score(IEnumerable<DetectionResult> results)
    {
        var (attacks, found, benign, wrong) = (0, 0, 0, 0);
        foreach (var (one, counted, _) in results)
        {
            if (one.IsAttack)
                (attacks, found) = (attacks + 1, found + (counted.Count > 0 ? 1 : 0));
            else
                (benign, wrong) = (benign + 1, wrong + (counted.Count > 0 ? 1 : 0));
        }

        return (attacks, found, benign, wrong);
    }

    private static SigmaRules Folder(string folder)
    {
        if (!Directory.Exists(folder))
            throw new HostException($"There is no folder '{folder}'.");
        var files = Directory.EnumerateFiles(folder, "*.yml", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        return SigmaRules.Load(files.Select(file => new SigmaFile(Path.GetRelativePath(folder, file), File.ReadAllText(file))));
    }
}
