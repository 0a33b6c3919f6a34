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
    public void What_cannot_work_is_reported(string product, string service, string detection, string reason) =>
        Assert.Contains(Notes(product, service, detection), note => note.Reason.Contains(reason, StringComparison.Ordinal));

    [Theory]
    [InlineData("azure", "signinlogs", "s:\n    ResultType: 50126\n    properties.deviceDetail.isCompliant: false\ncondition: s")]
    [InlineData("azure", "signinlogs", "s:\n    userAgent: x\nf:\n    Username: null\ncondition: s and not f")]
    [InlineData("azure", "auditlogs", "s:\n    properties.message: Add user\n    Initiatied.By: x\ncondition: s")]
    [InlineData("m365", "audit", "s:\n    AnythingAtAll: x\ncondition: s")]
    [InlineData("auditops", "entra.signin", "s:\n    outcome: failure\ncondition: s")]
    public void What_works_is_left_alone(string product, string service, string detection) => Assert.Empty(Notes(product, service, detection));

    [Fact]
    public void One_missing_field_among_alternatives_is_named_but_the_rule_can_fire()
    {
        var notes = Notes("azure", "signinlogs", "s:\n    ActivityDetails: x\nt:\n    userAgent: y\ncondition: s or t");
        Assert.Contains("ActivityDetails", Assert.Single(notes).Reason, StringComparison.Ordinal);
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
