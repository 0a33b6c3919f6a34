using AuditOps.Engines.Sigma;
using Xunit;

namespace AuditOps.Tests.Sigma;

/// <summary>Files that are small and cost much: each must be refused before it costs anything.</summary>
public sealed class BudgetTests
{
    [Fact]
    public void A_rule_has_a_bounded_number_of_regular_expressions()
    {
        Assert.Contains("more than 200 regular expressions", SigmaSample.Refusal(SigmaSample.Rule($"s:\n    f|re:\n{List(201)}condition: s")).Reason, StringComparison.Ordinal);
        Assert.Single(SigmaSample.Load(SigmaSample.Rule($"s:\n    f|re:\n{List(200)}condition: s")).Rules);
    }

    [Fact]
    public void What_documents_repeat_with_action_counts_each_time()
    {
        var file = $"action: global\nlogsource: {{product: azure}}\ndetection:\n    s:\n        f:\n{List(20_000)}    condition: s\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"---\ntitle: t{i}\nid: i{i}\n"));
        var rules = SigmaSample.Load(file);
        Assert.Equal(4, rules.Rules.Count);
        Assert.Contains("with what 'action' adds", Assert.Single(rules.Refused).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_search_that_the_condition_names_often_counts_each_time()
    {
        var often = string.Join(" and ", Enumerable.Repeat("s", 100));
        Assert.Contains("asks more than 100000 questions", SigmaSample.Refusal(SigmaSample.Rule($"s:\n    f:\n{List(2_000)}condition: {often}")).Reason, StringComparison.Ordinal);
        Assert.Single(SigmaSample.Load(SigmaSample.Rule($"s:\n    f:\n{List(500)}condition: {often}")).Rules);
    }

    [Fact]
    public void Patterns_that_find_the_same_searches_again_and_again_are_refused()
    {
        var searches = string.Concat(Enumerable.Range(0, 2_000).Select(i => $"s{i}: {{f: {i}}}\n"));
        Assert.Contains("find more than 100000 searches", SigmaSample.Refusal(SigmaSample.Rule($"{searches}condition: {string.Join(" and ", Enumerable.Repeat("1 of s*", 60))}")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Watchlists_that_many_fields_ask_for_count_for_each()
    {
        var items = string.Concat(Enumerable.Range(0, 30).Select(i => $"    f{i}|expand: '%l%'\n"));
        var lists = new Dictionary<string, IReadOnlyList<string>> { ["l"] = [.. Enumerable.Range(0, 5_000).Select(i => $"v{i}")] };
        Assert.Contains("asks more than 100000 questions", SigmaSample.Refusal(SigmaSample.Rule($"s:\n{items}condition: s"), new SigmaOptions { Watchlists = lists }).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Dashes_are_spelled_out_only_so_far()
    {
        Assert.Contains("multiply to more than", SigmaSample.Refusal(SigmaSample.Rule("s:\n    f|windash|base64: '-a -b -c -d -e -f -g -h -i -j -k -l'\ncondition: s")).Reason, StringComparison.Ordinal);
    }

    private static string List(int values) => string.Concat(Enumerable.Range(0, values).Select(i => $"            - v{i}\n"));
}
