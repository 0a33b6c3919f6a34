using AuditOps.Schemas.Contracts;
using Xunit;

namespace AuditOps.Tests.Detect;

/// <summary>Who meets whom in a group.</summary>
public sealed class JoinTests
{
    private const string Rules = """
        title: Somebody is made
        id: made
        name: made_step
        logsource: {product: m365, service: exchange}
        detection: {a: {Operation: New-Mailbox}, condition: a}
        ---
        title: Mail is purged
        id: purge
        name: purge_step
        logsource: {product: m365, service: exchange}
        detection: {a: {Operation: HardDelete}, condition: a}
        ---
        title: Made and purging
        id: chain
        correlation:
          type: temporal_ordered
          rules: [made_step, purge_step]
          group-by: [who]
          aliases: {who: {made_step: Comment, purge_step: actor.key}}
          timespan: 1h
        ---
        title: Made, and nobody purged
        id: alone
        auditops:
          correlation:
            type: absence
            rules: [made_step, purge_step]
            group-by: [who]
            aliases: {who: {made_step: Comment, purge_step: actor.key}}
            timespan: 5m
            grace: 1m
        """;

    [Fact]
    public void Steps_meet_by_fields_of_different_names_in_order_or_not_at_all_and_never_across_tenants()
    {
        using var harness = new DetectHarness([Rules]);
        var now = harness.Ingest.Now;
        harness.Did("HardDelete", "p0", user: "new@x.example", at: now.AddMinutes(-30));
        harness.Did("New-Mailbox", "m1", more: ",\"Comment\":\"NEW@x.example\"", at: now.AddMinutes(-20));
        harness.Did("HardDelete", "p1", user: "new@x.example", tenant: "fabrikam", at: now.AddMinutes(-19));
        harness.Did("HardDelete", "p2", user: "other@x.example", at: now.AddMinutes(-18));
        harness.Did("New-Mailbox", "m2", more: ",\"Comment\":\"third@x.example\"", at: now.AddMinutes(-20));
        harness.Did("HardDelete", "p3", user: "third@x.example", at: now.AddMinutes(-17));
        var chain = Assert.Single(harness.Alerts(), alert => alert.Facts.RuleId == "chain");
        Assert.Equal(("contoso", "third@x.example", "m2,p3"), (chain.Tenant, chain.Facts.Group[0].Value, string.Join(',', chain.Facts.Evidence.Select(seen => seen.EventId))));
        for (var i = 0; i < 4; i++)
            harness.Correlate.Advance(TimeSpan.FromMinutes(5));
        var alone = Assert.Single(harness.Alerts(), alert => alert.Facts.RuleId == "alone");
        Assert.Equal("m1", Assert.Single(alone.Facts.Evidence).EventId);
        harness.Did("HardDelete", "p4", user: "new@x.example");
        Assert.Equal("new@x.example", Assert.Single(harness.Alerts(), alert => alert.Facts.RuleId == "chain").Facts.Group[0].Value, ignoreCase: true);
    }
}
