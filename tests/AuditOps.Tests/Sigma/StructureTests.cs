using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Model;
using Xunit;

namespace AuditOps.Tests.Sigma;

public sealed class StructureTests
{
    private const string Abc = "a:\n    f|contains: a\nb:\n    f|contains: b\nc:\n    f|contains: c\n_hid:\n    f|contains: z\ncondition: ";

    [Theory]
    [InlineData("a or b and not c", "a c", true)]
    [InlineData("a or b and not c", "b c", false)]
    [InlineData("(a or b) and not c", "a c", false)]
    [InlineData("not a and b", "b", true)]
    [InlineData("not not a", "a", true)]
    [InlineData("not (a or b)", "c", true)]
    [InlineData("1 of them", "z", false)]
    [InlineData("all of them", "a b c", true)]
    [InlineData("any of _*", "z", true)]
    [InlineData("1 of *a*", "a", true)]
    [InlineData("1 of none_*", "a b c z", false)]
    [InlineData("a and not 1 of filter_*", "a", true)]
    public void Conditions_bind_as_the_specification_says(string condition, string value, bool expected) =>
        Assert.Equal(expected, SigmaSample.Matches(Abc + condition, $$"""{"f":"{{value}}"}"""));

    [Fact]
    public void Several_conditions_are_alternatives() =>
        Assert.True(SigmaSample.Matches("a:\n    f: 1\nb:\n    g: 2\ncondition:\n    - a\n    - b", """{"g":2}"""));

    [Theory]
    [InlineData("""{"x":"has KEY inside"}""", true)]
    [InlineData("""{"x":{"y":["nothing",{"z":"monkey"}]}}""", true)]
    [InlineData("""{"n":4242}""", true)]
    [InlineData("""{"key":"only the name"}""", false)]
    public void A_keyword_stands_anywhere_in_any_value(string json, bool expected) =>
        Assert.Equal(expected, SigmaSample.Matches("k:\n    - key\n    - 424\ncondition: k", json));

    [Theory]
    [InlineData("k:\n    '|all':\n        - one\n        - two\ncondition: k", """{"a":"one","b":"two"}""", true)]
    [InlineData("k:\n    '|all':\n        - one\n        - two\ncondition: k", """{"a":"one"}""", false)]
    [InlineData("k:\n    '|re': '^t.o$'\ncondition: k", """{"a":["one","two"]}""", true)]
    [InlineData("k: 'o*e'\ncondition: k", """{"a":"some one else"}""", true)]
    [InlineData("k:\n    - f: 1\n      g: 2\n    - h: 3\ncondition: k", """{"h":3}""", true)]
    [InlineData("k:\n    - f: 1\n      g: 2\n    - word\ncondition: k", """{"f":1,"g":3}""", false)]
    public void Lists_of_maps_and_keys_without_a_name_work(string detection, string json, bool expected) => Assert.Equal(expected, SigmaSample.Matches(detection, json));

    [Theory]
    [InlineData("A.b.C: x", """{"a":{"B":{"c":"X"}}}""", true)]
    [InlineData("a.b: x", """{"a.b":"x"}""", true)]
    [InlineData("a.b: x", """{"a":{"b":"x"},"a.b":"y"}""", false)]
    [InlineData("a.b: y", """{"a":{"b":"x"},"a.b":"y"}""", true)]
    [InlineData("a.b.c: x", """{"a":{"b.c":"x"}}""", true)]
    [InlineData("a.b: x", """{"a":[{"b":"y"},{"b":["x"]}]}""", true)]
    [InlineData("a: '[]'", """{"a":[]}""", true)]
    [InlineData("a|contains: '\"b\":1'", """{"a":{"b":1}}""", true)]
    [InlineData("a|contains: '\"b\":1'", """{"a":[{"b":1}]}""", true)]
    [InlineData("a: '[\"x\"]'", """{"a":["x"]}""", false)]
    [InlineData("P.Fwd: x@y", """{"P":[{"Name":"Other","Value":"n"},{"Name":"Fwd","Value":"x@y"}]}""", true)]
    [InlineData("P.Fwd: n", """{"P":[{"Name":"Other","Value":"n"},{"Name":"Fwd","Value":"x@y"}]}""", false)]
    [InlineData("M.Role: new", """{"M":[{"displayName":"role","oldValue":"old","newValue":"new"}]}""", true)]
    [InlineData("M.Role.OldValue: old", """{"M":[{"oldValue":"old","newValue":"new","displayName":"role"}]}""", true)]
    [InlineData("P.Fwd: x", """{"P":{"Name":"Fwd","Value":"x"}}""", false)]
    [InlineData("t.id: 7", """{"t":"[{\"id\":7}]"}""", true)]
    [InlineData("t.id.n: 7", """{"t":"{\"id\":{\"n\":7}}"}""", true)]
    [InlineData("t|contains: '{\"id'", """{"t":"{\"id\":7}"}""", true)]
    [InlineData("t.id: 7", """{"t":"{\"id\":7} and more"}""", false)]
    [InlineData("naïve: x", """{"NAÏVE":"x"}""", true)]
    [InlineData("a: x", """{"\u0061":"x"}""", true)]
    [InlineData("a: x", """{"a":"y","A":"x"}""", true)]
    public void Fields_are_found_where_records_have_them(string item, string json, bool expected) =>
        Assert.Equal(expected, SigmaSample.Matches($"s:\n    {item}\ncondition: s", json));

    [Fact]
    public void A_missing_field_makes_a_test_false_and_its_negation_true()
    {
        Assert.False(SigmaSample.Matches("s:\n    f|contains: x\ncondition: s", "{}"));
        Assert.True(SigmaSample.Matches("s:\n    f|contains: x\ncondition: not s", "{}"));
        Assert.False(SigmaSample.Matches("s:\n    f: x\ncondition: not s", """{"f":["y","x"]}"""));
    }

    [Fact]
    public void Patterns_that_are_searched_for_together_are_found_in_any_case_and_place()
    {
        var words = new[] { "alpha", "al", "phab", "\U00010400x", "naïve", "b", "É", "mid?le", "-opt" };
        var rules = SigmaSample.Load(string.Join("---\n", words.Select((word, i) => SigmaSample.Rule($"s:\n    f|contains: '{word}'\ncondition: s", $"r{i}"))));
        var matcher = new SigmaEngine(rules).CreateMatcher();
        var hits = new List<SigmaRule>();
        matcher.Match(System.Text.Encoding.UTF8.GetBytes("""{"f":["xALPHABx","\uD801\uDC28X and NAÏVE é","Middle"]}"""), hits);
        Assert.Equal(["r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7"], hits.Select(rule => rule.Metadata.Id));
        matcher.Match("""{"f":"-OPT"}"""u8, hits);
        Assert.Equal(["r8"], hits.Select(rule => rule.Metadata.Id));
    }

    [Fact]
    public void Collections_share_what_action_documents_say()
    {
        var rules = SigmaSample.Load("""
            action: global
            title: Base
            logsource: {product: azure}
            detection:
                condition: s
            ---
            id: one
            detection: {s: {f: 1}}
            ---
            action: repeat
            id: two
            detection: {s: {g: 2}}
            ---
            action: reset
            ---
            title: Alone
            id: three
            logsource: {product: m365}
            detection: {s: {h: 3}, condition: s}
            """);
        Assert.True(rules.Refused.Count == 0, string.Join('\n', rules.Refused));
        Assert.Equal(["one", "two", "three"], rules.Rules.Select(rule => rule.Metadata.Id));
        Assert.Equal("Base", rules.Rules[1].Metadata.Title);
        Assert.Equal("m365", rules.Rules[2].LogSource.Product);
        var hits = new List<SigmaRule>();
        new SigmaEngine(rules).CreateMatcher().Match("""{"f":1,"g":2}"""u8, hits);
        Assert.Equal(["one", "two"], hits.Select(rule => rule.Metadata.Id));
    }

    [Fact]
    public void A_filter_narrows_the_rules_it_names_and_its_searches_stay_its_own()
    {
        var yaml = SigmaSample.Rule("selection_x:\n    f: 1\ncondition: 1 of selection_*", "one") + "---\n" + SigmaSample.Rule("selection_x:\n    f: 1\ncondition: 1 of selection_*", "two") + """
            ---
            title: Backup account
            id: filter1
            logsource: {product: azure}
            filter:
                rules: [one]
                selection_who: {user: backup}
                condition: not selection_who
            """;
        var rules = SigmaSample.Load(yaml);
        Assert.True(rules.Refused.Count == 0, string.Join('\n', rules.Refused));
        var matcher = new SigmaEngine(rules).CreateMatcher();
        var hits = new List<SigmaRule>();
        matcher.Match("""{"f":1,"user":"Backup"}"""u8, hits);
        Assert.Equal(["two"], hits.Select(rule => rule.Metadata.Id));
        matcher.Match("""{"f":1,"user":"other"}"""u8, hits);
        Assert.Equal(["one", "two"], hits.Select(rule => rule.Metadata.Id));
        Assert.Equal(["filter1"], rules.Rules[0].Filters);
    }

    [Fact]
    public void A_rule_keeps_what_it_says_of_itself()
    {
        var rule = SigmaSample.Load("""
            title: Everything
            id: 5f1b0b3f-6d0c-4f0c-9f5e-0c8c8b8b8b8b
            name: everything
            status: test
            level: high
            date: 2024/05/06
            tags: [attack.t1098.003, attack.privilege-escalation, attack.g0016, cve.2024-1]
            related: [{id: other, type: derived}]
            falsepositives: [None]
            logsource: {product: azure, service: auditlogs, definition: words}
            detection: {s: {f: 1}, condition: s}
            auditops: {dedupe: 1h}
            """).Rules[0].Metadata;
        Assert.Equal(SigmaStatus.Test, rule.Status);
        Assert.Equal(SigmaLevel.High, rule.Level);
        Assert.Equal(new DateOnly(2024, 5, 6), rule.Date);
        Assert.Equal(["T1098.003"], rule.Techniques);
        Assert.Equal(["privilege-escalation"], rule.Tactics);
        Assert.Equal([new RelatedRule("other", "derived")], rule.Related);
        Assert.Equal(["auditops"], rule.Custom.Keys);
    }
}
