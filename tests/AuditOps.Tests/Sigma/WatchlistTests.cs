using System.Text;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Model;
using Xunit;

namespace AuditOps.Tests.Sigma;

public sealed class WatchlistTests
{
    private const string Lists = "title: People\nid: people\nwatchlist:\n    vip: [ann@contoso.example, 'b*b']\n    glass: []\n";
    private static readonly string Asks = SigmaSample.Rule("s:\n    user|expand: '%vip%'\ncondition: s", "asks");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_document_fills_placeholders_of_other_files_in_whatever_order_they_come(bool first)
    {
        SigmaFile[] files = [new("lists.yml", Lists), new("rule.yml", Asks)];
        var rules = SigmaRules.Load(first ? files : files.Reverse());
        Assert.True(rules.Refused.Count == 0, string.Join('\n', rules.Refused));
        Assert.Equal(["vip"], Assert.Single(rules.Rules).Placeholders);
        Assert.Equal(["glass", "vip"], Assert.Single(rules.Watchlists).Lists.Keys.Order());
        Assert.True(Hits(rules, """{"user":"ANN@contoso.example"}"""));
        Assert.True(Hits(rules, """{"user":"b*b"}"""));
        Assert.False(Hits(rules, """{"user":"bob"}"""));
    }

    [Fact]
    public void A_document_goes_before_the_given_lists_and_a_later_one_before_an_earlier_one()
    {
        var given = new SigmaOptions { Watchlists = new Dictionary<string, IReadOnlyList<string>> { ["vip"] = ["given"] } };
        var later = Lists.Replace("ann@contoso.example", "own", StringComparison.Ordinal).Replace("id: people", "id: own", StringComparison.Ordinal);
        Assert.True(Hits(SigmaSample.Load(Asks, given), """{"user":"given"}"""));
        Assert.False(Hits(SigmaSample.Load(Asks + "---\n" + Lists, given), """{"user":"given"}"""));
        var both = SigmaSample.Load($"{Lists}---\n{later}---\n{Asks}", given);
        Assert.True(Hits(both, """{"user":"own"}"""));
        Assert.False(Hits(both, """{"user":"ann@contoso.example"}"""));
        Assert.Contains(both.Notes, note => note.Reason.Contains("stands in 'people' too", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_its_list_a_rule_is_refused_as_one_that_others_may_complete()
    {
        var refused = SigmaSample.Refusal(Asks);
        Assert.Contains("no watchlist fills the placeholder '%vip%'", refused.Reason, StringComparison.Ordinal);
        Assert.True(refused.DependsOnOthers);
        Assert.Equal(("asks", 8), (refused.Rule, refused.Line));
    }

    [Theory]
    [InlineData("watchlist: [a]", "must be a map")]
    [InlineData("watchlist: {vip: {a: b}}", "list of texts")]
    [InlineData("watchlist: {'a b': [c]}", "no name of a watchlist")]
    [InlineData("watchlist: {vip: ['', a]}", "has an empty value")]
    [InlineData("watchlist: {vip: [a]}\nfilter: {rules: any}", "one kind only")]
    [InlineData("watchlist: {vip: [a]}\nauditops: {dedupe: 1h}", "unknown key 'dedupe'")]
    public void A_document_that_is_no_watchlist_is_refused(string body, string reason) =>
        Assert.Contains(reason, SigmaSample.Refusal($"title: t\nid: t\n{body}\n").Reason, StringComparison.Ordinal);

    [Fact]
    public void A_list_of_a_filter_is_a_list_of_the_rules_it_narrows()
    {
        var filter = "title: f\nid: f\nlogsource: {product: azure}\nfilter:\n    rules: [r1]\n    known: {user|expand: '%vip%'}\n    condition: not known\n";
        var rules = SigmaSample.Load($"{SigmaSample.Rule("s:\n    f: 1\ncondition: s")}---\n{filter}---\n{Lists}");
        Assert.Equal(["vip"], Assert.Single(rules.Rules).Placeholders);
        Assert.True(Hits(rules, """{"f":1,"user":"bob"}"""));
        Assert.False(Hits(rules, """{"f":1,"user":"ann@contoso.example"}"""));
    }

    private static bool Hits(SigmaRules rules, string json)
    {
        var hits = new List<SigmaRule>();
        new SigmaEngine(rules).CreateMatcher().Match(Encoding.UTF8.GetBytes(json), hits);
        return hits.Count == 1;
    }
}
