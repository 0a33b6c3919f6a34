using AuditOps.Engines.Catalogue;
using AuditOps.Schemas.Contracts;
using Xunit;

namespace AuditOps.Tests.Detect;

/// <summary>Two texts of one owner cannot claim the same id or name: one of them would stop without anybody having asked for it.</summary>
public sealed class RuleClashTests
{
    private static readonly RuleOverlay Overlay = new(
        [RuleUnit.Shipped("shipped", Text("shipped", "shipped_name"))],
        [Document("contoso", "purge", Text("purge", "purge_name")), Document("_", "common", Text("common", "common_name")), Document("fabrikam", "other", Text("other", "other_name"))]);

    [Theory]
    [InlineData("contoso", "PURGE", "fresh", "purge")]
    [InlineData("contoso", "aaa", "purge_name", "purge")]
    [InlineData("contoso", "aaa", "shipped_name", "shipped")]
    [InlineData("contoso", "aaa", "common_name", "common")]
    [InlineData("_", "COMMON", "fresh", "common")]
    [InlineData("_", "aaa", "shipped_name", "shipped")]
    public void An_id_or_name_that_another_text_has_is_refused_and_whose_it_is_is_told(string owner, string id, string name, string whose) =>
        Assert.Contains($"the rule '{whose}'", Overlay.ClashOf(owner, id, Text(id, name)), StringComparison.Ordinal);

    [Theory]
    [InlineData("contoso", "purge", "purge_name")]
    [InlineData("contoso", "shipped", "shipped_name")]
    [InlineData("contoso", "common", "common_name")]
    [InlineData("contoso", "other", "other_name")]
    [InlineData("_", "shipped", "shipped_name")]
    [InlineData("contoso", "aaa", "fresh")]
    public void Its_own_id_and_those_below_it_may_be_said(string owner, string id, string name) => Assert.Null(Overlay.ClashOf(owner, id, Text(id, name)));

    [Fact]
    public void A_second_rule_in_the_text_counts_too() =>
        Assert.Contains("'purge' is taken", Overlay.ClashOf("contoso", "aaa", Text("aaa", "fresh") + "---\n" + Text("purge", "fresher")), StringComparison.Ordinal);

    private static RuleDocument Document(string owner, string id, string yaml) => new()
    {
        Tenant = owner,
        RuleId = id,
        Revision = 1,
        Status = RuleStatus.Draft,
        Origin = "ann",
        Yaml = yaml,
        ChangedBy = "ann",
        ChangedAt = DateTimeOffset.UnixEpoch,
    };

    private static string Text(string id, string name) =>
        $"title: {id}\nid: {id}\nname: {name}\nlogsource: {{product: auditops}}\ndetection: {{a: {{operation: Send}}, condition: a}}\nlevel: low\n";
}
