using System.Globalization;
using System.Text.Json;
using AuditOps.Engines.Catalogue;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Processors.Detect;

namespace AuditOps.Host.Bench;

/// <summary>
/// <c>auditops bench detection</c>: of what others call an attack, how much the rules find (a rule counts that has the case's technique, or the technique above or below it),
/// and how often such a rule fires where they say that nothing is wrong. Whatever is missed is listed with the reason.
/// </summary>
internal sealed class DetectionBench(DetectionBenchOptions options, TextWriter @out)
{
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var cases = DetectionCases.Read(options.Data ?? Path.GetDirectoryName(RulesBenchRecords.Find("panther-analysis"))!);
        var book = RuleBook.Compile(new RuleOverlay(options.Rules is { } folder ? Units(folder) : ShippedRules.All, []), null, DateTimeOffset.UnixEpoch, new HashSet<RuleKey>());
        var rules = book.Common.Uses.Where(use => use.Alerts).Select(use => (use.Rule.Metadata.Id, use.Rule.Metadata.Techniques)).ToDictionary(rule => rule.Id, rule => rule.Techniques, StringComparer.Ordinal);
        foreach (var plan in book.Common.Correlations.Where(plan => !plan.IsSilentPart))
            rules[plan.RuleId] = Engines.Alerts.AttackTags.Techniques(plan.Tags);
        var run = new DetectionRun(book);
        var results = new List<(DetectionCase Case, IReadOnlyList<string> Counted, string? Reason)>();
        foreach (var one in cases)
        {
            cancellation.ThrowIfCancellationRequested();
            var fired = run.Ask(one.Events);
            IReadOnlyList<string> counted = [.. fired.Where(id => one.Techniques.Count == 0 || rules[id].Any(has => one.Techniques.Any(wanted => Related(has, wanted)))).Order(StringComparer.Ordinal)];
            results.Add((one, counted, one.IsAttack && counted.Count == 0 ? Reason(one, fired, run.Touched, rules, book) : null));
        }

        foreach (var (one, counted, reason) in results)
        {
            if (reason is not null)
                await @out.WriteLineAsync($"missed  {one.File} {one.Name} [{string.Join(' ', one.Techniques)}]: {reason}");
            else if (!one.IsAttack && counted.Count > 0)
                await @out.WriteLineAsync($"false   {one.File} {one.Name}: {string.Join(' ', counted)}");
        }

        await PrintAsync(rules.Count, results);
        return 0;
    }

    private async Task PrintAsync(int rules, List<(DetectionCase Case, IReadOnlyList<string> Counted, string? Reason)> results)
    {
        var files = results.GroupBy(result => result.Case.File.Split(':')[0], StringComparer.Ordinal).Select(file => (Name: file.Key, Score: Score(file))).ToList();
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
            missed = results.Where(result => result.Reason is not null).Select(result => new { file = result.Case.File, name = result.Case.Name, techniques = result.Case.Techniques, reason = result.Reason }),
        }));
    }

    private static (int Attacks, int Found, int Benign, int False) Score(IEnumerable<(DetectionCase Case, IReadOnlyList<string> Counted, string? Reason)> results)
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

    /// <summary>The same technique, or one is a part of the other.</summary>
    private static bool Related(string one, string other) =>
        string.Equals(one, other, StringComparison.OrdinalIgnoreCase)
        || one.StartsWith(other + ".", StringComparison.OrdinalIgnoreCase) || other.StartsWith(one + ".", StringComparison.OrdinalIgnoreCase);

    private static string Reason(DetectionCase one, IReadOnlyCollection<string> fired, IReadOnlyCollection<string> touched, Dictionary<string, IReadOnlyList<string>> rules, RuleBook book)
    {
        if (one.Events.Count == 0)
            return "the records cannot be read";
        if (fired.Count > 0)
            return $"found under another technique: {string.Join(' ', fired.Order(StringComparer.Ordinal))}";
        if (touched.Count > 0)
            return $"too little for the correlations that it is a part of: {string.Join(' ', touched.Order(StringComparer.Ordinal))}";
        var fitting = rules.Where(rule => one.Techniques.Count == 0 || rule.Value.Any(has => one.Techniques.Any(wanted => Related(has, wanted)))).Select(rule => rule.Key).ToHashSet(StringComparer.Ordinal);
        if (one.Techniques.Count > 0 && fitting.Count == 0)
            return "no rule has the technique";
        var route = FieldMap.BuiltIn.RouteOf(one.Events[0]);
        SigmaRule[] asked = [.. book.Common.Engine.Rules.Where(rule => route is null || route.LogSources.Any(source => source.Fits(rule.LogSource)))];
        string[] near = [.. asked.Select(rule => rule.Metadata.Id).Where(fitting.Contains)];
        var kind = one.Techniques.Count == 0 ? "" : " with the technique";
        return near.Length == 0
            ? $"no rule{kind} looks at {one.Events[0].Source}"
            : $"{near.Length} rules{kind} look at {one.Events[0].Source} and ask for something else (operation \"{one.Events[0].Operation}\")";
    }

    private static List<RuleUnit> Units(string folder)
    {
        if (!Directory.Exists(folder))
            throw new HostException($"There is no folder '{folder}'.");
        var units = new List<RuleUnit>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.yml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            foreach (var text in ShippedRules.Cut(File.ReadAllText(file)))
                units.Add(RuleUnit.Shipped(RuleVerdict.Of(text).Id ?? $"{Path.GetRelativePath(folder, file)}#{units.Count}", text));
        }

        return units;
    }
}
