using AuditOps.Engines.Alerts;
using AuditOps.Schemas.Contracts;
using Xunit;

namespace AuditOps.Tests.Alerts;

public sealed class AlertWorkflowTests
{
    private const string Reasoned = """{"verdict":"benign","reason":" a drill "}""";
    private static readonly Alert Open = AlertMerge.Open(Samples.Tenant, Samples.Candidate("e1", 1), Samples.Start);

    [Fact]
    public void An_alert_goes_its_way_and_remembers_every_step()
    {
        var seen = Do(Open, CommandKinds.Acknowledge);
        var given = Do(seen, CommandKinds.Assign, """{"assignee":"bob"}""");
        var said = Do(given, CommandKinds.Comment, """{"text":"called the user"}""");
        var closed = Do(said, CommandKinds.Resolve, Reasoned);
        var again = Do(closed, CommandKinds.Reopen, """{"reason":"not over"}""");
        Assert.Equal((AlertStatus.Acknowledged, "ann"), (seen.Status, seen.Assignee));
        Assert.Equal("bob", given.Assignee);
        Assert.Equal((AlertStatus.Resolved, "benign", "a drill"), (closed.Status, closed.Verdict, closed.Reason));
        Assert.Equal((AlertStatus.Open, null, null, null), (again.Status, again.Verdict, again.Reason, again.ClosedAt));
        Assert.Equal([1, 2, 3, 4, 5, 6], again.History.Select(step => step.Revision));
        Assert.Equal(("called the user", "acknowledged", "resolved"), (again.History[3].Note, again.History[4].From, again.History[4].To));
    }

    [Theory]
    [InlineData(CommandKinds.Resolve, """{"verdict":"benign"}""", CommandCodes.InvalidBody)]
    [InlineData(CommandKinds.Resolve, """{"reason":"x"}""", CommandCodes.InvalidBody)]
    [InlineData(CommandKinds.Resolve, """{"verdict":"sure","reason":"x"}""", CommandCodes.InvalidBody)]
    [InlineData(CommandKinds.FalsePositive, """{"reason":"  "}""", CommandCodes.InvalidBody)]
    [InlineData(CommandKinds.Comment, "{}", CommandCodes.InvalidBody)]
    [InlineData(CommandKinds.Comment, "{", CommandCodes.InvalidBody)]
    [InlineData(CommandKinds.Comment, "[1]", CommandCodes.InvalidBody)]
    [InlineData(CommandKinds.Comment, """{"text":7}""", CommandCodes.InvalidBody)]
    [InlineData(CommandKinds.Reopen, "", CommandCodes.InvalidTransition)]
    [InlineData(CommandKinds.Acknowledge, """{"verdict":"benign"}""", CommandCodes.InvalidBody)]
    [InlineData(CommandKinds.Assign, """{"assignee":"a\u0000b"}""", CommandCodes.InvalidBody)]
    [InlineData(CommandKinds.Assign, """{"assignee":"a\nb"}""", CommandCodes.InvalidBody)]
    [InlineData("alert.explode", "", CommandCodes.UnknownKind)]
    public void What_cannot_be_done_is_refused_with_a_code_and_a_sentence(string kind, string body, string code)
    {
        var outcome = AlertWorkflow.Apply(Open, Samples.Person(kind, Open.AlertId, "c", body));
        Assert.Equal((null, code), (outcome.Changed, outcome.Code));
        Assert.False(string.IsNullOrWhiteSpace(outcome.Message));
    }

    [Fact]
    public void A_closed_alert_is_not_closed_twice_nor_acknowledged()
    {
        var closed = Do(Open, CommandKinds.Resolve, Reasoned);
        Assert.Equal(CommandCodes.InvalidTransition, AlertWorkflow.Apply(closed, Samples.Person(CommandKinds.FalsePositive, "a", "c", Reasoned)).Code);
        Assert.Equal(CommandCodes.InvalidTransition, AlertWorkflow.Apply(closed, Samples.Person(CommandKinds.Acknowledge, "a", "c")).Code);
    }

    [Fact]
    public void Of_two_people_who_saw_the_same_revision_the_second_is_told()
    {
        var first = AlertWorkflow.Apply(Open, Samples.Person(CommandKinds.Acknowledge, Open.AlertId, "c1", revision: 1)).Changed!;
        var second = AlertWorkflow.Apply(first, Samples.Person(CommandKinds.Acknowledge, Open.AlertId, "c2", revision: 1, by: "bob"));
        Assert.Equal(CommandCodes.StaleRevision, second.Code);
    }

    [Fact]
    public void An_alert_that_goes_on_firing_can_be_taken_by_who_saw_it_a_moment_ago()
    {
        var grown = AlertMerge.Merge(Open, Samples.Candidate("e2", 2), Samples.Start);
        Assert.Equal(2, grown.Revision);
        Assert.Equal(AlertStatus.Acknowledged, AlertWorkflow.Apply(grown, Samples.Person(CommandKinds.Acknowledge, Open.AlertId, "c1", revision: 1)).Changed?.Status);
        Assert.Equal(CommandCodes.StaleRevision, AlertWorkflow.Apply(grown, Samples.Person(CommandKinds.Acknowledge, Open.AlertId, "c1", revision: 3)).Code);
    }

    [Fact]
    public void An_alert_that_nobody_has_is_not_found() =>
        Assert.Equal(CommandCodes.NotFound, AlertWorkflow.Apply(null, Samples.Person(CommandKinds.Acknowledge, "a", "c")).Code);

    [Fact]
    public void A_text_has_a_limit() => Assert.Equal(CommandCodes.InvalidBody, AlertWorkflow.Apply(
        Open, Samples.Person(CommandKinds.Comment, "a", "c", $$"""{"text":"{{new string('x', AlertLimits.Text + 1)}}"}""")).Code);

    [Fact]
    public void A_history_keeps_its_beginning_and_its_end()
    {
        var alert = Open;
        for (var i = 0; i < AlertLimits.History + 50; i++)
            alert = Do(alert, CommandKinds.Comment, $$"""{"text":"{{i}}"}""");
        Assert.Equal(AlertLimits.History, alert.History.Count);
        Assert.Equal("created", alert.History[0].Action);
        Assert.Equal((AlertLimits.History + 49).ToString(System.Globalization.CultureInfo.InvariantCulture), alert.History[^1].Note);
    }

    private static Alert Do(Alert alert, string kind, string body = "")
    {
        var outcome = AlertWorkflow.Apply(alert, Samples.Person(kind, alert.AlertId, "c", body));
        Assert.True(outcome.Changed is not null, outcome.Message);
        return outcome.Changed;
    }
}
