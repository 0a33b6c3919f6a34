using System.Text;
using AuditOps.Engines.Normalize;
using AuditOps.Engines.Normalize.Rules;
using Xunit;

namespace AuditOps.Tests.Normalize;

public sealed class RuleFileTests
{
    [Fact]
    public void The_first_rule_that_fits_decides_and_the_template_sees_the_label()
    {
        var normalizer = new EventNormalizer(new NormalizeOptions
        {
            Categories = CategoryFile.Parse("""
                categories:
                  - label: Legacy mail
                    source: entra.signin
                    outcome: [denied, failure]
                  - label: Sign-in
                    source: entra.*
                default: Rest
                """, "mine.yaml"),
            Summaries = SummaryFile.Parse("""
                summaries:
                  - category: legacy*
                    text: "{actor} tried {attributes.client_app}[ at {city}][ on {attributes.nothing}] {{{result}}}"
                default: "{operation}: {targets}"
                """, "mine.yaml"),
        });
        var signIn = Sample.Normalize(Encoding.UTF8.GetBytes(GoldenRecords.SignIn), normalizer);
        Assert.Equal(("Legacy mail", "ada@tailspin.example tried IMAP4 at Oslo {denied}"), (signIn.Category, signIn.Summary));
        var role = Sample.Normalize(Encoding.UTF8.GetBytes(GoldenRecords.DirectoryAudit), normalizer);
        Assert.Equal(("Sign-in", "Add member to role: Bo, Global Administrator"), (role.Category, role.Summary));
        Assert.Equal("Rest", Sample.Normalize(Encoding.UTF8.GetBytes(GoldenRecords.File), normalizer).Category);
    }

    [Theory]
    [InlineData("categories:\n  - label: X\n    sauce: a\n", "mine.yaml:3: unknown key 'sauce'.")]
    [InlineData("categories:\n  - source: a\n", "mine.yaml:2: the rule has no 'label'.")]
    [InlineData("categories: x\n", "mine.yaml:1: 'categories' must be a list.")]
    [InlineData("categories:\n  - label: X\n    source: []\n", "mine.yaml:3: 'source' is an empty list.")]
    [InlineData("- a\n", "mine.yaml:1: the file must be a mapping.")]
    [InlineData("categories:\n  - label: [\n", "mine.yaml:")]
    public void A_wrong_category_file_tells_file_line_and_reason(string yaml, string error) =>
        Assert.Contains(error, Assert.Throws<RuleFileException>(() => CategoryFile.Parse(yaml, "mine.yaml")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{actor} and {nobody}", "unknown placeholder '{nobody}'")]
    [InlineData("{actor", "not closed")]
    [InlineData("[{actor}", "not closed")]
    [InlineData("[a [b]]", "nested")]
    [InlineData("a ]", "without its beginning")]
    public void A_wrong_template_tells_its_line_and_reason(string text, string reason)
    {
        var error = Assert.Throws<RuleFileException>(() => SummaryFile.Parse($"summaries:\n  - source: a\n    text: \"{text}\"\n", "s.yaml"));
        Assert.StartsWith("s.yaml:3: 'text': ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_of_a_file_come_at_once() =>
        Assert.Equal(2, Assert.Throws<RuleFileException>(() => SummaryFile.Parse("summaries:\n  - text: \"{a}\"\n  - text: \"{b}\"\n", "s.yaml")).Errors.Count);

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("a*c", "abbbC", true)]
    [InlineData("*b*d*", "abcd", true)]
    [InlineData("a*c", "abcd", false)]
    [InlineData("", "a", false)]
    public void Patterns_match_without_case(string pattern, string value, bool fits) => Assert.Equal(fits, Condition.Like(pattern, value));
}
