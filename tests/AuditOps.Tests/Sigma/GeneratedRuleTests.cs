using System.Text;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Engines.Sigma.Plan;
using Xunit;

namespace AuditOps.Tests.Sigma;

public sealed class GeneratedRuleTests
{
    private const int RulesOfASet = 10;
    private const int EventsOfASet = 10;

    [Fact]
    public void The_engine_says_what_the_naive_reading_says_on_ten_thousand_generated_cases()
    {
        var sets = Environment.GetEnvironmentVariable("AUDITOPS_TEST_LONG") == "1" ? 5_000 : 100;
        var matched = 0;
        for (var seed = 1; seed <= sets; seed++)
        {
            var random = new RandomSigma(new Random(seed));
            var files = Enumerable.Range(0, RulesOfASet).Select(i => new SigmaFile($"{i}.yml", random.Rule($"r{i}"))).ToList();
            var rules = SigmaRules.Load(files);
            Assert.True(rules.Refused.Count == 0, $"seed {seed}: {string.Join('\n', rules.Refused)}");
            var naive = files.ConvertAll(file => new NaiveRule(file.Text));
            var matcher = new SigmaEngine(rules).CreateMatcher();
            var hits = new List<SigmaRule>();
            for (var i = 0; i < EventsOfASet; i++)
            {
                var json = random.Record();
                Assert.Equal(MatchStatus.Read, matcher.Match(Encoding.UTF8.GetBytes(json), hits));
                var record = new NaiveEvent(json);
                for (var rule = 0; rule < RulesOfASet; rule++)
                {
                    var expected = naive[rule].Matches(record);
                    matched += expected ? 1 : 0;
                    Assert.True(expected == hits.Contains(rules.Rules[rule]), $"seed {seed}: expected {expected} of\n{files[rule].Text}\non {json}");
                }
            }
        }

        // Half true and half false would be ideal; far from it the comparison would say little.
        Assert.InRange(matched, sets * RulesOfASet * EventsOfASet / 10, sets * RulesOfASet * EventsOfASet * 9 / 10);
    }
}
