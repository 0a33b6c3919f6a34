using System.Text;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Schemas.Contracts;
using Xunit;

namespace AuditOps.Tests.Sigma;

public sealed class WhyTests
{
    [Fact]
    public void A_match_tells_the_conditions_that_held_and_what_was_excluded()
    {
        var why = Why("s:\n    a|contains: [one, two]\n    n: 5\n    t|hour|gte: 9\nf:\n    u: backup\nk:\n    - nowhere\n    - elsewhere\ncondition: s and not f and not k",
            """{"a":["x","has TWO"],"n":"5.0","t":"2026-03-04T10:00:00Z","u":"ann"}""");
        Assert.Equal(
            [("a", "contains", "two", "has TWO"), ("n", "equals", "5", "5.0"), ("t", "hour|gte", "9", "2026-03-04T10:00:00Z"), ("u", "not equals", "backup", "ann"), ("", "not contains", "nowhere", "2026-03-04T10:00:00Z"), ("", "not contains", "elsewhere", "2026-03-04T10:00:00Z")],
            why.Select(each => (each.Field, each.Operator, each.Expected, each.Field.Length == 0 ? "2026-03-04T10:00:00Z" : each.Actual)));
    }

    [Theory]
    [InlineData("f: null", "{}", "equals", "null", null)]
    [InlineData("f|exists: false", "{}", "exists", "false", null)]
    [InlineData("f|exists: true", """{"f":3}""", "exists", "true", "3")]
    [InlineData("f|neq: x", """{"f":"y"}""", "not equals", "x", "y")]
    [InlineData("f|re: o.e", """{"f":["two","one"]}""", "re", "o.e", "one")]
    [InlineData("f|cidr: 10.0.0.0/8", """{"f":"10.1.1.1:80"}""", "cidr", "10.0.0.0/8", "10.1.1.1:80")]
    [InlineData("f|fieldref|endswith: g", """{"f":"abc","g":"BC"}""", "fieldref|endswith", "g", "abc")]
    [InlineData("f|startswith|cased: a", """{"f":"abc"}""", "startswith|cased", "a", "abc")]
    [InlineData("f|endswith: c", """{"f":"abc"}""", "endswith", "c", "abc")]
    [InlineData("f: a*c?", """{"f":"abcd"}""", "equals", "a*c?", "abcd")]
    public void Every_kind_of_test_has_words(string item, string json, string name, string expected, string? actual)
    {
        var told = Assert.Single(Why($"s:\n    {item}\ncondition: s", json));
        Assert.Equal((name, expected, actual), (told.Operator, told.Expected, told.Actual));
    }

    [Fact]
    public void What_generated_rules_match_is_explained_by_conditions_that_hold()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var random = new RandomSigma(new Random(seed));
            var rules = SigmaRules.Load(Enumerable.Range(0, 10).Select(i => new SigmaFile($"{i}.yml", random.Rule($"r{i}"))));
            var matcher = new SigmaEngine(rules).CreateMatcher();
            var hits = new List<SigmaRule>();
            for (var i = 0; i < 10; i++)
            {
                var json = random.Record();
                matcher.Match(Encoding.UTF8.GetBytes(json), hits);
                foreach (var rule in hits.ToList())
                {
                    // A condition such as 'not 1 of them' over empty lists may hold for no reason at all; the generator makes none.
                    Assert.True(matcher.Why(rule).Count > 0, $"seed {seed}: nothing explains {rule.Metadata.Id} on {json}");
                }
            }
        }
    }

    [Fact]
    public void Correlations_get_the_values_of_their_fields_from_a_match()
    {
        var rules = SigmaSample.Load(SigmaSample.Rule("s:\n    ResultType: 50126\ncondition: s", "fail").Replace("auditlogs", "signinlogs", StringComparison.Ordinal) + """
            ---
            title: Spray
            id: spray
            correlation:
                type: value_count
                rules: [fail]
                group-by: [address]
                timespan: 20m
                condition: {gte: 25, field: actor.upn}
                aliases:
                    address: {fail: properties.ipAddress}
            """);
        Assert.True(rules.Refused.Count == 0, string.Join('\n', rules.Refused));
        var matcher = new SigmaEngine(rules, FieldMap.BuiltIn, _ => ["correlationId"]).CreateMatcher();
        var record = """{"id":"s-0000000000000002","createdDateTime":"2026-03-04T10:00:00Z","userPrincipalName":"Ann@tailspin.example","userId":"u2","appId":"app-1","appDisplayName":"Portal","ipAddress":"203.0.113.7","status":{"errorCode":50126}}"""u8.ToArray();
        var normalized = Normalize.Sample.Normalize(record);
        var hits = new List<SigmaRule>();
        matcher.Match(record, normalized, FieldMap.BuiltIn.RouteOf(normalized), hits);
        var rule = Assert.Single(hits);
        Assert.Equal(["203.0.113.7"], matcher.Values(rule, rules.Correlations[0].FieldOf("address", "fail")));
        Assert.Equal(["Ann@tailspin.example"], matcher.Values(rule, "actor.upn").Distinct(StringComparer.Ordinal));
        Assert.Empty(matcher.Values(rule, "correlationId"));
        Assert.Throws<ArgumentException>(() => matcher.Values(rule, "never asked for"));
    }

    private static IReadOnlyList<MatchedCondition> Why(string detection, string json)
    {
        var rules = SigmaSample.Load(SigmaSample.Rule(detection));
        var matcher = new SigmaEngine(rules).CreateMatcher();
        var hits = new List<SigmaRule>();
        matcher.Match(Encoding.UTF8.GetBytes(json), hits);
        return matcher.Why(Assert.Single(hits));
    }
}
