using System.Text;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Engines.Sigma.Plan;
using Xunit;

namespace AuditOps.Tests.Sigma;

public sealed class GeneratedRuleTests
{
    /// <summary>Ten thousand cases with few rules each, and ten thousand with so many that patterns on a field are searched for together.</summary>
    [Theory]
    [InlineData(100, 10, 10)]
    [InlineData(20, 100, 5)]
    public void The_engine_says_what_the_naive_reading_says_on_generated_cases(int sets, int rulesOfASet, int eventsOfASet)
    {
        if (Environment.GetEnvironmentVariable("AUDITOPS_TEST_LONG") == "1")
            sets *= 50;
        var matched = 0;
        for (var seed = 1; seed <= sets; seed++)
        {
            var random = new RandomSigma(new Random(seed));
            var files = Enumerable.Range(0, rulesOfASet).Select(i => new SigmaFile($"{i}.yml", random.Rule($"r{i}"))).ToList();
            var rules = SigmaRules.Load(files, new SigmaOptions { Watchlists = RandomSigma.Lists });
            Assert.True(rules.Refused.Count == 0, $"seed {seed}: {string.Join('\n', rules.Refused)}");
            var naive = files.ConvertAll(file => new NaiveRule(file.Text, RandomSigma.Lists));
            var matcher = new SigmaEngine(rules).CreateMatcher();
            var hits = new List<SigmaRule>();
            for (var i = 0; i < eventsOfASet; i++)
            {
                var json = random.Record();
                Assert.Equal(MatchStatus.Read, matcher.Match(Encoding.UTF8.GetBytes(json), hits));
                var record = new NaiveEvent(json);
                for (var rule = 0; rule < rulesOfASet; rule++)
                {
                    var expected = naive[rule].Matches(record);
                    matched += expected ? 1 : 0;
                    Assert.True(expected == hits.Contains(rules.Rules[rule]), $"seed {seed}: expected {expected} of\n{files[rule].Text}\non {json}");
                }
            }
        }

        // Half true and half false would be ideal; far from it the comparison would say little.
        Assert.InRange(matched, sets * rulesOfASet * eventsOfASet / 10, sets * rulesOfASet * eventsOfASet * 9 / 10);
    }
}
