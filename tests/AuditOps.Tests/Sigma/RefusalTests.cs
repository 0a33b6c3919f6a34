using AuditOps.Engines.Sigma;
using Xunit;

namespace AuditOps.Tests.Sigma;

public sealed class RefusalTests
{
    [Theory]
    [InlineData("s:\n    f|unknown: x\ncondition: s", 8, "'unknown' is unknown")]
    [InlineData("s:\n    f|contains|startswith: x\ncondition: s", 8, "cannot stand together")]
    [InlineData("s:\n    f|contains|re: x\ncondition: s", 8, "must be the first")]
    [InlineData("s:\n    f|re: '(?=x)'\ncondition: s", 8, "regular expression")]
    [InlineData("s:\n    f|re: '(x'\ncondition: s", 8, "regular expression")]
    [InlineData("s:\n    f|cidr: 10.0.0.1/8\ncondition: s", 8, "bits beyond the length")]
    [InlineData("s:\n    f|gt: '5'\ncondition: s", 8, "must be a number")]
    [InlineData("s:\n    f|exists: yes\ncondition: s", 8, "true or false")]
    [InlineData("s:\n    f|exists|all: true\ncondition: s", 8, "stands alone")]
    [InlineData("s:\n    f|base64: a*\ncondition: s", 8, "cannot be encoded")]
    [InlineData("s:\n    f|contains|base64: a\ncondition: s", 8, "must stand before")]
    [InlineData("s:\n    f|contains: null\ncondition: s", 8, "null has no text")]
    [InlineData("s:\n    f|i: x\ncondition: s", 8, "belong to 're'")]
    [InlineData("s:\n    f:\n        g: 1\ncondition: s", 9, "not a map")]
    [InlineData("s:\n    f[any]: 1\ncondition: s", 8, "array selector")]
    [InlineData("s:\n    '|gt': 1\ncondition: s", 8, "needs a field name")]
    [InlineData("s:\n    f: 1\ncondition: t", 9, "names 't'")]
    [InlineData("s:\n    f: 1\ncondition: s AND s", 9, "'AND'")]
    [InlineData("s:\n    f: 1\ncondition: NOT s", 9, "lower case")]
    [InlineData("s:\n    f: 1\ncondition: 2 of them", 9, "'2 of'")]
    [InlineData("s:\n    f: 1\ncondition: all of filter_*", 9, "no search has such a name")]
    [InlineData("s:\n    f: 1\ncondition: s | count() > 5", 9, "aggregation")]
    [InlineData("s:\n    f: 1\ncondition: (s", 9, "ends where ')'")]
    [InlineData("s:\n    f: 1\ncondition: s and", 9, "ends where")]
    [InlineData("s:\n    f: 1\ncondition: ''", 9, "empty")]
    [InlineData("s:\n    f: 1", 7, "no condition")]
    [InlineData("s: []\ncondition: s", 7, "search is empty")]
    [InlineData("condition: s", 7, "no searches")]
    [InlineData("s:\n    f: 1\ntimeframe: 5m\ncondition: s", 9, "timeframe")]
    [InlineData("s:\n    f: 1\n    f: 2\ncondition: s", 9, "occurs twice")]
    public void What_is_not_sigma_is_refused_with_line_and_reason(string detection, int line, string reason)
    {
        var refused = SigmaSample.Refusal(SigmaSample.Rule(detection));
        Assert.Contains(reason, refused.Reason, StringComparison.Ordinal);
        Assert.Equal(line, refused.Line);
        Assert.Equal("sample.yml", refused.File);
    }

    [Theory]
    [InlineData("just text", "must be a map")]
    [InlineData("title: [", "not YAML")]
    [InlineData("logsource: {product: a}\ndetection: {s: {f: 1}, condition: s}", "no title")]
    [InlineData("title: x\ndetection: {s: {f: 1}, condition: s}", "logsource")]
    [InlineData("title: x\nlogsource: {product: a, tenant: b}\ndetection: {s: {f: 1}, condition: s}", "unknown key 'tenant'")]
    [InlineData("title: x\nlevel: severe\nlogsource: {product: a}\ndetection: {s: {f: 1}, condition: s}", "'severe' is no level")]
    [InlineData("title: x\nlogsource: {product: a}", "neither 'detection'")]
    [InlineData("title: x\n<<: {a: b}", "merge keys")]
    [InlineData("title: !!int 5", "type")]
    [InlineData("a: &x [*x]", "contains itself")]
    [InlineData("a: *nobody", "no anchor")]
    [InlineData("action: twice\ntitle: x", "'action' must be")]
    public void A_document_that_is_no_rule_is_refused(string yaml, string reason) =>
        Assert.Contains(reason, SigmaSample.Refusal(yaml).Reason, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void Hostile_files_end_at_a_limit()
    {
        Assert.Contains("deeper", SigmaSample.Refusal(new string('[', 200) + new string(']', 200)).Reason);
        Assert.Contains("limit", SigmaSample.Refusal(new string('x', 2_000_000)).Reason);
        var laughs = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range(1, 20).Select(i => $"a{i}: &a{i} [*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1}]\n"));
        Assert.Contains("more than 100000 values", SigmaSample.Refusal(laughs).Reason);
        Assert.Contains("nests deeper", SigmaSample.Refusal(SigmaSample.Rule("s:\n    f: 1\ncondition: " + string.Concat(Enumerable.Repeat("not ", 500)) + "s")).Reason);
        Assert.Contains("more than 50000", SigmaSample.Refusal(SigmaSample.Rule("s:\n    f|expand: '%l%%l%%l%'\ncondition: s"), new SigmaOptions { Watchlists = new Dictionary<string, IReadOnlyList<string>> { ["l"] = [.. Enumerable.Range(0, 100).Select(i => $"v{i}")] } }).Reason);
    }

    [Theory]
    [InlineData("(?:(?:(?:a{1,100}){1,100}){1,100}){1,100}")]
    [InlineData("(a|b|ab)*c{1,2000}d{1,2000}")]
    [InlineData("((((((((((x?)?)?)?)?)?)?)?)?)?){50}")]
    public void A_regular_expression_that_explodes_is_refused_or_harmless(string pattern)
    {
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        var rules = SigmaSample.Load(SigmaSample.Rule($"s:\n    f|re: '{pattern}'\ncondition: s"));
        var text = new string('a', 20_000);
        new SigmaEngine(rules).CreateMatcher().Match(System.Text.Encoding.UTF8.GetBytes($"{{\"f\":\"{text}\"}}"), []);
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20), $"{System.Diagnostics.Stopwatch.GetElapsedTime(start)} for {pattern}");
    }

    [Fact]
    public void A_bad_rule_does_not_take_its_neighbours_with_it_and_an_id_belongs_to_one_rule()
    {
        var rules = SigmaSample.Load(SigmaSample.Rule("s:\n    f: 1\ncondition: s", "one") + "---\n" + SigmaSample.Rule("s:\n    f|nope: 1\ncondition: s", "two") + "---\n" + SigmaSample.Rule("s:\n    f: 2\ncondition: s", "one") + "---\n" + SigmaSample.Rule("s:\n    f: 2\ncondition: s", "three"));
        Assert.Equal(["one", "three"], rules.Rules.Select(rule => rule.Metadata.Id));
        Assert.Equal(["two", "one"], rules.Refused.Select(refused => refused.Rule));
        Assert.Equal([18, 22], rules.Refused.Select(refused => refused.Line));
    }

    [Fact]
    public void A_search_that_no_condition_uses_earns_a_note() =>
        Assert.Contains("'t'", Assert.Single(SigmaSample.Load(SigmaSample.Rule("s:\n    f: 1\nt:\n    f: 2\ncondition: s")).Notes).Reason);
}
