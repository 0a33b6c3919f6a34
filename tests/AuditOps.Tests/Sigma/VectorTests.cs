using System.Text;
using System.Text.Json;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Tests.Normalize;
using Xunit;

namespace AuditOps.Tests.Sigma;

public sealed class VectorTests
{
    [Fact]
    public void Every_published_rule_matches_one_of_its_events_and_the_whole_matrix_equals_the_naive_reading()
    {
        using var vectors = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(SharedData.Root(), "sigma", "vectors.json")));
        var files = new List<SigmaFile>();
        var naive = new List<NaiveRule>();
        var events = new List<(string Json, int Rule)>();
        foreach (var vector in vectors.RootElement.EnumerateArray())
        {
            var yaml = vector.GetProperty("rule").GetString()!;
            foreach (var record in vector.GetProperty("events").EnumerateArray())
                events.Add((record.GetRawText(), files.Count));
            files.Add(new SigmaFile(vector.GetProperty("rule_file").GetString()!, yaml));
            naive.Add(new NaiveRule(yaml));
        }

        var rules = SigmaRules.Load(files);
        Assert.True(rules.Refused.Count == 0, string.Join('\n', rules.Refused));
        Assert.Equal(87, rules.Rules.Count);
        var matcher = new SigmaEngine(rules).CreateMatcher();
        var hits = new List<SigmaRule>();
        var fired = new HashSet<int>();
        foreach (var (json, own) in events)
        {
            matcher.Match(Encoding.UTF8.GetBytes(json), hits);
            var expected = new NaiveEvent(json);
            for (var i = 0; i < naive.Count; i++)
                Assert.True(naive[i].Matches(expected) == hits.Contains(rules.Rules[i]), $"{files[i].Name} differs on {json}");
            if (hits.Contains(rules.Rules[own]))
                fired.Add(own);
        }

        Assert.True(events.Count >= 92, $"only {events.Count} events");
        Assert.Equal(87, fired.Count);
    }

    [Fact]
    public void Of_the_published_rules_for_the_microsoft_cloud_only_those_with_open_placeholders_are_refused()
    {
        var folder = Path.Combine(SharedData.Root(), "sigma", "rules");
        var rules = SigmaRules.Load(Directory.GetFiles(folder, "*.yml", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => new SigmaFile(Path.GetRelativePath(folder, file), File.ReadAllText(file))));
        Assert.All(rules.Refused, refused => Assert.Contains("no watchlist fills the placeholder", refused.Reason, StringComparison.Ordinal));
        Assert.Equal(152, rules.Rules.Count + rules.Refused.Count);
        Assert.True(rules.Rules.Count >= 145, $"{rules.Rules.Count} of 152 load");
        Assert.NotNull(new SigmaEngine(rules).CreateMatcher());
    }
}
