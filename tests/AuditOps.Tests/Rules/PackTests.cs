using AuditOps.Engines.Replay;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Engines.Sigma.Lint;
using AuditOps.Engines.Sigma.Model;
using Xunit;

namespace AuditOps.Tests.Rules;

public sealed class PackTests
{
    private static readonly string[] Tactics =
    [
        "initial-access", "execution", "persistence", "privilege-escalation", "defense-evasion", "credential-access", "discovery", "lateral-movement", "collection", "command-and-control", "exfiltration", "impact",
    ];

    [Fact]
    public void Every_rule_loads_and_the_linter_finds_nothing()
    {
        var rules = Pack.All();
        Assert.Empty(rules.Refused);
        Assert.Empty(new RuleLinter(FieldMap.BuiltIn).Check(rules));
        Assert.True(rules.Rules.Count > 10);
    }

    [Fact]
    public void Every_rule_that_alerts_says_what_it_means_what_to_do_and_what_it_may_mistake()
    {
        var rules = Pack.All();
        var all = rules.Rules.Select(rule => rule.Metadata).Concat(rules.Correlations.Select(correlation => correlation.Metadata));
        foreach (var rule in all)
        {
            Assert.True(Guid.TryParse(rule.Id, out _), rule.File);
            Assert.NotNull(rule.Level);
            if (rules.IsOnlyPart(rule.Id)) continue;
            Assert.False(string.IsNullOrEmpty(rule.Description), rule.File);
            Assert.True(rule.Extras.Runbook is { Length: > 80 }, rule.File);
            Assert.NotEmpty(rule.FalsePositives);
            Assert.NotEmpty(rule.Techniques);
            Assert.True(rule.Tactics.Count > 0 && rule.Tactics.All(Tactics.Contains), $"{rule.File}: {string.Join(", ", rule.Tactics)}");
        }
    }

    [Fact]
    public void Every_file_raises_one_kind_of_alert()
    {
        foreach (var file in Pack.Files)
            Assert.True(Alerting(file).Count == 1, $"{file} raises {Alerting(file).Count} kinds of alert");
    }

    [Fact]
    public void Every_event_that_stands_beside_a_rule_as_a_match_fires_it_and_no_other_does()
    {
        var wrong = new List<string>();
        foreach (var file in Pack.Files)
        {
            var name = Path.GetRelativePath(Pack.Folder, file);
            var rules = Pack.Load([file]);
            var alerting = Alerting(file);
            var plain = rules.Rules.Where(rule => alerting.Contains(rule.Metadata.Id)).ToList();
            var matches = Pack.Lines(Path.ChangeExtension(file, ".match.ndjson")).ToList();
            var others = Pack.Lines(Path.ChangeExtension(file, ".nomatch.ndjson")).ToList();
            if (matches.Count == 0 || others.Count == 0) wrong.Add($"{name} has no events beside it");

            var replay = new RuleReplay(rules, FieldMap.BuiltIn, "contoso");
            for (var i = 0; i < matches.Count; i++)
            {
                var hits = Pack.Ask(replay, matches[i]);
                if (plain.Count > 0 && !hits.Any(alerting.Contains)) wrong.Add($"{name}: line {i + 1} of the matches does not fire it");
                if (hits.Count == 0) wrong.Add($"{name}: line {i + 1} of the matches means nothing to it");
            }

            if (replay.Finish().Count == 0) wrong.Add($"{name}: its matches raise no alert");
            var silent = new RuleReplay(rules, FieldMap.BuiltIn, "contoso");
            for (var i = 0; i < others.Count; i++)
            {
                if (Pack.Ask(silent, others[i]).Any(alerting.Contains)) wrong.Add($"{name}: line {i + 1} of what it must leave alone fires it");
            }

            if (silent.Finish() is { Count: > 0 } raised) wrong.Add($"{name}: what it must leave alone raises {raised[0].Title}, {string.Join(", ", raised[0].Group)}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static HashSet<string> Alerting(string file)
    {
        var rules = Pack.Load([file]);
        return [.. rules.Rules.Select(rule => rule.Metadata).Concat(rules.Correlations.Select(correlation => correlation.Metadata)).Select((RuleMetadata rule) => rule.Id).Where(id => !rules.IsOnlyPart(id))];
    }
}
