using System.Text;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Engines.Sigma.Plan;
using Xunit;

namespace AuditOps.Tests.Sigma;

/// <summary>Short ways to make rules and ask them.</summary>
internal static class SigmaSample
{
    /// <summary>A rule around the text of its searches and condition (indented by nothing).</summary>
    public static string Rule(string detection, string id = "r1") =>
        $"title: Sample {id}\nid: {id}\nlogsource:\n    product: azure\n    service: auditlogs\ndetection:\n{string.Join('\n', detection.Split('\n').Select(line => "    " + line))}\n";

    public static SigmaRules Load(string yaml, SigmaOptions? options = null) => SigmaRules.Load([new SigmaFile("sample.yml", yaml)], options);

    /// <summary>Whether the only rule matches the record; the same rule read naively must say the same.</summary>
    public static bool Matches(string detection, string json, SigmaOptions? options = null)
    {
        var yaml = Rule(detection);
        var rules = Load(yaml, options);
        Assert.True(rules.Refused.Count == 0, string.Join('\n', rules.Refused));
        var hits = new List<SigmaRule>();
        Assert.Equal(MatchStatus.Read, new SigmaEngine(rules).CreateMatcher().Match(Encoding.UTF8.GetBytes(json), hits));
        Assert.Equal(new NaiveRule(yaml, options?.Watchlists).Matches(new NaiveEvent(json)), hits.Count == 1);
        return hits.Count == 1;
    }

    /// <summary>The one reason why a document is refused, with its line.</summary>
    public static SigmaRefusal Refusal(string yaml, SigmaOptions? options = null)
    {
        var rules = Load(yaml, options);
        Assert.Empty(rules.Rules);
        return Assert.Single(rules.Refused);
    }
}
