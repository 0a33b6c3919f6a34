using AuditOps.Engines.Alerts;
using AuditOps.Processors.Cases;
using AuditOps.Schemas.Contracts;
using Xunit;

namespace AuditOps.Tests.Alerts;

/// <summary>The way of a rule from draft to enabled, and what comes after it is removed.</summary>
public sealed class RuleCommandTests
{
    private readonly RuleCases _cases = new(new RuleJudge((_, id, yaml) => yaml == "clash" ? $"'{id}' is taken" : null, (_, id) => id == "shipped" ? "title: s" : null));
    private RuleDocument? _rule;

    [Theory]
    [InlineData("disabled")]
    [InlineData("enabled")]
    public void A_rule_that_is_new_cannot_begin_as_anything_but_a_draft_or_in_testing(string status)
    {
        Assert.Equal(CommandCodes.InvalidTransition, Save($$"""{"yaml":"title: a","status":"{{status}}"}"""));
        Assert.Null(Save("""{"yaml":"title: a"}"""));
        Assert.Equal(RuleStatus.Draft, _rule!.Status);
    }

    [Fact]
    public void A_draft_goes_to_testing_and_by_no_other_way_to_enabled()
    {
        Assert.Null(Save("""{"yaml":"title: a"}"""));
        Assert.Equal(CommandCodes.InvalidTransition, Save("""{"status":"enabled"}"""));
        Assert.Equal(CommandCodes.InvalidTransition, Save("""{"status":"disabled"}"""));
        Assert.Null(Save("""{"yaml":"title: b"}"""));
        Assert.Equal(RuleStatus.Draft, _rule!.Status);
        Assert.Null(Save("""{"status":"testing"}"""));
        Assert.Null(Save("""{"status":"enabled"}"""));
        Assert.Null(Save("""{"status":"disabled"}"""));
        Assert.Null(Save("""{"status":"enabled"}"""));
        Assert.Equal((6, "title: b"), (_rule.Revision, _rule.Yaml));
    }

    [Fact]
    public void A_removed_rule_is_removed_once_and_can_be_written_anew_as_a_new_one()
    {
        Assert.Null(Save("""{"yaml":"title: a","status":"testing"}""", revision: 0));
        Assert.Null(Save("""{"status":"enabled"}"""));
        Assert.Equal(CommandCodes.StaleRevision, Save("""{"yaml":"title: b"}""", revision: 0));
        Assert.Null(Delete());
        Assert.Equal(CommandCodes.NotFound, Delete());
        Assert.Equal(CommandCodes.NotFound, Save("""{"status":"enabled"}"""));
        Assert.Equal(CommandCodes.InvalidTransition, Save("""{"yaml":"title: a","status":"enabled"}"""));
        Assert.Null(Save("""{"yaml":"title: b"}""", revision: 0));
        Assert.Equal((4, RuleStatus.Draft), (_rule!.Revision, _rule.Status));
    }

    [Fact]
    public void A_rule_that_is_not_there_is_not_found_and_a_shipped_one_is()
    {
        Assert.Equal(CommandCodes.NotFound, Save("""{"status":"testing"}""", id: "nothing"));
        Assert.Null(Save("""{"status":"disabled"}""", id: "shipped", revision: 0));
        Assert.Equal(CommandCodes.InvalidBody, Save("""{"yaml":"clash"}""", id: "shipped"));
    }

    [Fact]
    public void A_rule_whose_text_cannot_be_used_any_more_can_be_stopped_and_not_started()
    {
        Assert.Null(Save("""{"yaml":"title: a","status":"testing"}"""));
        _rule = _rule! with { Yaml = "clash", Status = RuleStatus.Enabled };
        Assert.Null(Save("""{"status":"disabled"}"""));
        Assert.Equal(CommandCodes.InvalidBody, Save("""{"status":"testing"}"""));
        Assert.Equal(CommandCodes.InvalidBody, Save("""{"status":"disabled","yaml":"clash"}"""));
        Assert.Null(Save("""{"status":"testing","yaml":"title: b"}"""));
    }

    private string? Save(string body, string id = "r1", long revision = -1) => Ask(Samples.Person(CommandKinds.SaveRule, id, "c", body, revision));

    private string? Delete() => Ask(Samples.Person(CommandKinds.DeleteRule, "r1", "c"));

    private string? Ask(Command command)
    {
        var (changed, code, _) = _cases.Apply(_rule, command);
        _rule = changed ?? _rule;
        return code;
    }
}
