using AuditOps.Engines.Sigma;
using Xunit;

namespace AuditOps.Tests.Sigma;

public sealed class ValueTests
{
    [Theory]
    [InlineData(@"C:\Windows", @"c:\\windows", true)]
    [InlineData(@"\\srv\share", @"\\srv\\share", true)]
    [InlineData(@"\\\\srv\share", @"\\\\srv\\share", true)]
    [InlineData(@"a\*b", "a*b", true)]
    [InlineData(@"a\*b", "axb", false)]
    [InlineData(@"a\?b", "a?b", true)]
    [InlineData(@"a\\*b", @"a\\anything b", true)]
    [InlineData(@"a\\\*b", @"a\\*b", true)]
    [InlineData(@"C:\*", "C:*", true)]
    [InlineData(@"C:\*", @"C:\\x", false)]
    [InlineData("a*c", "abbb\\nc", true)]
    [InlineData("a?c", "a\\nc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("*", "", true)]
    [InlineData("**a**", "xay", true)]
    [InlineData("*ab*abc", "ababab abc", true)]
    [InlineData("%x%", "%X%", true)]
    [InlineData("größe–", "GRÖSSE–", false)]
    [InlineData("größe–", "GRÖßE–", true)]
    public void Wildcards_and_backslashes_mean_what_the_specification_says(string value, string json, bool expected) =>
        Assert.Equal(expected, SigmaSample.Matches($"s:\n    f: '{value}'\ncondition: s", $$"""{"f":"{{json}}"}"""));

    [Theory]
    [InlineData("50126", """{"f":50126}""", true)]
    [InlineData("50126", """{"f":"50126"}""", true)]
    [InlineData("50126", """{"f":50126.0}""", true)]
    [InlineData("50126", """{"f":"5.0126e4"}""", true)]
    [InlineData("50126", """{"f":"050126"}""", false)]
    [InlineData("'50126'", """{"f":50126}""", true)]
    [InlineData("'50126'", """{"f":50126.0}""", false)]
    [InlineData("0", """{"f":-0.0}""", true)]
    [InlineData("0.1", """{"f":0.10}""", true)]
    [InlineData("true", """{"f":"TRUE"}""", true)]
    [InlineData("'false'", """{"f":false}""", true)]
    [InlineData("'False'", """{"f":true}""", false)]
    [InlineData("010", """{"f":10}""", false)]
    [InlineData("010", """{"f":"010"}""", true)]
    [InlineData("12345678901234567890123456789012", """{"f":12345678901234567890123456789012}""", true)]
    public void Numbers_and_booleans_equal_their_text(string value, string json, bool expected) =>
        Assert.Equal(expected, SigmaSample.Matches($"s:\n    f: {value}\ncondition: s", json));

    [Theory]
    [InlineData("f: null", "{}", true)]
    [InlineData("f: null", """{"f":null}""", true)]
    [InlineData("f: null", """{"f":""}""", false)]
    [InlineData("f: null", """{"f":[]}""", false)]
    [InlineData("f: null", """{"f":[1,null]}""", true)]
    [InlineData("f: []", "{}", true)]
    [InlineData("f: ''", """{"f":""}""", true)]
    [InlineData("f: ''", """{"f":null}""", false)]
    [InlineData("f: ''", "{}", false)]
    [InlineData("f: [null, x]", """{"f":"x"}""", true)]
    [InlineData("f|exists: true", """{"f":null}""", true)]
    [InlineData("f|exists: true", "{}", false)]
    [InlineData("f|exists: false", "{}", true)]
    [InlineData("f|exists: false", """{"f":[]}""", false)]
    [InlineData("f|neq: x", "{}", true)]
    [InlineData("f|neq: [x, y]", """{"f":"Y"}""", false)]
    public void Missing_null_and_empty_are_three_things(string item, string json, bool expected) =>
        Assert.Equal(expected, SigmaSample.Matches($"s:\n    {item}\ncondition: s", json));

    [Theory]
    [InlineData("f|contains: ab", "xABx", true)]
    [InlineData("f|startswith: ab", "xab", false)]
    [InlineData("f|endswith: ab", "xAb", true)]
    [InlineData("f|contains|all: [ab, cd]", "cd ab", true)]
    [InlineData("f|all|contains: [ab, cd]", "cd", false)]
    [InlineData("f|contains|cased: Ab", "ab", false)]
    [InlineData("f|cased: Ab", "Ab", true)]
    [InlineData("f|contains: 12", "x12", true)]
    [InlineData("f|re: '^a.c$'", "abc", true)]
    [InlineData("f|re: 'B'", "abc", false)]
    [InlineData("f|re|i: 'B'", "abc", true)]
    [InlineData("f|re|m: '^c'", "a\\nc", true)]
    [InlineData("f|re|s: 'a.c'", "a\\nc", true)]
    [InlineData("f|re|startswith: 'b'", "ab", false)]
    [InlineData("f|cidr: 10.0.0.0/8", "10.9.8.7:443", true)]
    [InlineData("f|cidr: 10.0.0.0/8", "::ffff:10.1.1.1", true)]
    [InlineData("f|cidr: '2001:db8::/32'", "[2001:db8::1]:1234", true)]
    [InlineData("f|cidr: 10.0.0.0/8", "11.0.0.1", false)]
    [InlineData("f|cidr: 10.0.0.0/8", "no address", false)]
    [InlineData("f|gt: 5", "6", true)]
    [InlineData("f|gte: 5", "5.0", true)]
    [InlineData("f|lt: 5", "abc", false)]
    [InlineData("f|lte: -1.5", "-1.5", true)]
    [InlineData("f|hour: 9", "2026-03-04T09:15:00Z", true)]
    [InlineData("f|hour|gte: 9", "2026-03-04T10:15:00+02:00", false)]
    [InlineData("f|minute: 15", "2026-03-04 09:15:00", true)]
    [InlineData("f|day: 4", "2026-03-04", true)]
    [InlineData("f|week: 10", "2026-03-04", true)]
    [InlineData("f|month: 3", "2026-03-04T00:00:00Z", true)]
    [InlineData("f|year: 2026", "March", false)]
    [InlineData("f|base64: foobar", "Zm9vYmFy", true)]
    [InlineData("f|base64offset|contains: foobar", "xxZm9vYmFyxx", true)]
    [InlineData("f|base64offset|contains: foobar", "xxZvb2Jhcxx", true)]
    [InlineData("f|base64offset|contains: foobar", "xxmb29iYXxx", true)]
    [InlineData("f|wide|base64offset|contains: ping", "--cABpAG4AZw--", true)]
    [InlineData("f|utf16le|base64offset|contains: ping", "--AAaQBuAGcA--", true)]
    [InlineData("f|wide|base64offset|contains: ping", "--wAGkAbgBnA--", true)]
    [InlineData("f|utf16be|base64: a", "AGE=", true)]
    [InlineData("f|utf16|base64: a", "//5hAA==", true)]
    [InlineData("f|windash|contains: ' -a'", "cmd /A", true)]
    [InlineData("f|windash|contains: ' -a -b'", "cmd \u2014a \u2013b", true)]
    [InlineData("f|windash|contains: 'a-b'", "a/b", false)]
    [InlineData("f|windash|base64offset|contains: ' -enc'", "IC9lbmM", true)]
    [InlineData("f|windash|base64offset|contains: ' -enc'", "IC5lbmM", false)]
    [InlineData("f|windash|wide|base64offset|contains: ' -enc'", "IAAvAGUAbgBjA", true)]
    public void Modifiers_do_what_they_say(string item, string value, bool expected) =>
        Assert.Equal(expected, SigmaSample.Matches($"s:\n    {item}\ncondition: s", $$"""{"f":"{{value}}"}"""));

    [Theory]
    [InlineData("f|fieldref: g", true)]
    [InlineData("f|fieldref|cased: g", false)]
    [InlineData("f|fieldref|startswith: h", true)]
    [InlineData("f|fieldref|endswith: h", false)]
    [InlineData("f|fieldref|neq: g", false)]
    [InlineData("f|fieldref: missing", false)]
    public void A_field_can_be_compared_with_another(string item, bool expected) =>
        Assert.Equal(expected, SigmaSample.Matches($"s:\n    {item}\ncondition: s", """{"f":"Same text","g":["other","same TEXT"],"h":"same"}"""));

    [Fact]
    public void Watchlists_fill_placeholders_as_texts_and_in_every_combination()
    {
        var options = new SigmaOptions { Watchlists = new Dictionary<string, IReadOnlyList<string>> { ["user"] = ["ann", "b*b"], ["dom"] = ["x.example", "y.example"] } };
        Assert.True(SigmaSample.Matches("s:\n    f|expand: '%user%@%dom%'\ncondition: s", """{"f":"ANN@y.example"}""", options));
        Assert.True(SigmaSample.Matches("s:\n    f|expand: '%user%@x*'\ncondition: s", """{"f":"b*b@xyz"}""", options));
        Assert.False(SigmaSample.Matches("s:\n    f|expand: '%user%@x*'\ncondition: s", """{"f":"bob@xyz"}""", options));
        Assert.True(SigmaSample.Matches("s:\n    f|contains|expand: '%dom%'\ncondition: s", """{"f":"at y.example now"}""", options));
        Assert.Contains("%nobody%", SigmaSample.Refusal(SigmaSample.Rule("s:\n    f|expand: '%nobody%'\ncondition: s"), options).Reason);
    }
}
