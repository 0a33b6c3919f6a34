using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Engines.Sigma.Lint;
using Xunit;

namespace AuditOps.Tests.Sigma;

public sealed class LintTests
{
    [Theory]
    [InlineData("windows", "security", "s:\n    EventID: 1\ncondition: s", "no source feeds windows/security")]
    [InlineData("azure", "signinlogs", "s:\n    ActivityDetails: x\ncondition: s", "never have the field 'ActivityDetails'")]
    [InlineData("azure", "signinlogs", "s:\n    ActivityDetails: x\ncondition: s", "can never fire: its condition")]
    [InlineData("azure", "signinlogs", "s:\n    ActivityDetails: x\ncondition: not s", "fires for every record")]
    [InlineData("azure", "signinlogs", "s:\n    userAgent: 'C:\\*'\ncondition: s", "asks for a star")]
    [InlineData("azure", "signinlogs", "s:\n    userAgent: x\nt:\n    appId: y\ncondition: s", "does not use the search 't'")]
    [InlineData("azure", "signinlogs", "s:\n    createdDateTime|hour: 25\ncondition: s", "can never fire: its condition holds for no record")]
    [InlineData("azure", "signinlogs", "s:\n    createdDateTime|month|gt: 12\ncondition: s", "can never fire: its condition holds for no record")]
    [InlineData("azure", "signinlogs", "s:\n    userAgent: x\ncondition: s and not s", "can never fire: its condition holds for no record")]
    [InlineData("azure", "signinlogs", "s:\n    userAgent: x\ncondition: s and 1 of selection_*", "can never fire: its condition holds for no record")]
    [InlineData("azure", "signinlogs", "s:\n    userAgent: x\ncondition: s or not 1 of filter_*", "fires for every record: its condition always holds")]
    [InlineData("auditops", "entra.signin", "s:\n    outcom: failure\ncondition: s", "auditops/entra.signin never have the field 'outcom'")]
    [InlineData("auditops", "entra.signin", "s:\n    outcom: failure\ncondition: s", "can never fire: its condition needs")]
    [InlineData("auditops", "m365.activity", "s:\n    actor.unp: x\ncondition: s", "'actor.upn' may be meant")]
    public void What_cannot_work_is_reported(string product, string service, string detection, string reason) =>
        Assert.Contains(Notes(product, service, detection), note => note.Reason.Contains(reason, StringComparison.Ordinal));

    [Theory]
    [InlineData("azure", "signinlogs", "s:\n    ResultType: 50126\n    properties.deviceDetail.isCompliant: false\ncondition: s")]
    [InlineData("azure", "signinlogs", "s:\n    userAgent: x\nf:\n    Username: null\ncondition: s and not f")]
    [InlineData("azure", "auditlogs", "s:\n    properties.message: Add user\n    Initiatied.By: x\ncondition: s")]
    [InlineData("m365", "audit", "s:\n    AnythingAtAll: x\ncondition: s")]
    [InlineData("auditops", "entra.signin", "s:\n    outcome: failure\ncondition: s")]
    [InlineData("auditops", "entra.signin", "s:\n    deviceDetail.isCompliant: false\n    changes.Some.Property.new: x\n    attr.anything: y\ncondition: s")]
    [InlineData("auditops", "m365.activity", "s:\n    Parameters.ForwardTo|exists: true\n    Operation: New-InboxRule\n    Actor.ID: x\ncondition: s")]
    [InlineData("azure", "signinlogs", "s:\n    createdDateTime|hour|gte: 23\n    createdDateTime|day: 31\ncondition: s")]
    public void What_works_is_left_alone(string product, string service, string detection) => Assert.Empty(Notes(product, service, detection));

    [Fact]
    public void One_missing_field_among_alternatives_is_named_but_the_rule_can_fire()
    {
        var notes = Notes("azure", "signinlogs", "s:\n    ActivityDetails: x\nt:\n    userAgent: y\ncondition: s or t");
        Assert.Contains("ActivityDetails", Assert.Single(notes).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("type: event_count, rules: [dead], timespan: 1h, condition: {gte: 3}", true)]
    [InlineData("type: event_count, rules: [dead, live], timespan: 1h, condition: {gte: 3}", false)]
    [InlineData("type: temporal, rules: [live, dead], timespan: 1h", true)]
    [InlineData("type: temporal, rules: [live, dead], timespan: 1h, condition: live or dead", false)]
    [InlineData("type: temporal, rules: [live, dead], timespan: 1h, condition: live and not dead", false)]
    [InlineData("type: event_count, rules: [live], group-by: [ActivityDetails], timespan: 1h, condition: {gte: 3}", true)]
    [InlineData("type: event_count, rules: [live], group-by: [who], timespan: 1h, condition: {gte: 3}, aliases: {who: {live: userPrincipalName}}", false)]
    [InlineData("type: value_count, rules: [live], timespan: 1h, condition: {gte: 3, field: ActivityDetails}", true)]
    [InlineData("type: value_count, rules: [live], group-by: [ipAddress], timespan: 1h, condition: {gte: 3, field: userPrincipalName}", false)]
    public void A_correlation_over_what_never_fires_is_reported(string correlation, bool never)
    {
        string One(string id, string field) => SigmaSample.Rule($"s:\n    {field}: x\ncondition: s", id).Replace("auditlogs", "signinlogs", StringComparison.Ordinal) + "---\n";
        var rules = SigmaSample.Load(One("live", "userAgent") + One("dead", "ActivityDetails") + $"title: c\nid: c\ncorrelation: {{{correlation}}}\n---\ntitle: outer\nid: outer\ncorrelation: {{type: event_count, rules: [c], timespan: 1d, condition: {{gte: 2}}}}\n");
        Assert.True(rules.Refused.Count == 0, string.Join('\n', rules.Refused));
        var told = new RuleLinter(FieldMap.BuiltIn).Check(rules).Where(note => note.Reason.Contains("correlation can never fire", StringComparison.Ordinal)).Select(note => note.Rule);
        Assert.Equal(never ? ["c", "outer"] : [], told);
    }

    [Fact]
    public void A_filter_that_keeps_instead_of_excluding_is_pointed_out()
    {
        var yaml = SigmaSample.Rule("s:\n    userAgent: x\ncondition: s") + "---\ntitle: f\nid: f\nlogsource: {product: azure}\nfilter:\n    rules: any\n    s: {appId: y}\n    condition: s\n";
        Assert.Contains(new RuleLinter(FieldMap.BuiltIn).Check(SigmaSample.Load(yaml)), note => note.Reason.Contains("keeps only", StringComparison.Ordinal));
    }

    private static IReadOnlyList<SigmaNote> Notes(string product, string service, string detection)
    {
        var rules = SigmaSample.Load(SigmaSample.Rule(detection).Replace("product: azure", $"product: {product}", StringComparison.Ordinal).Replace("service: auditlogs", $"service: {service}", StringComparison.Ordinal));
        Assert.True(rules.Refused.Count == 0, string.Join('\n', rules.Refused));
        return new RuleLinter(FieldMap.BuiltIn).Check(rules);
    }
}
