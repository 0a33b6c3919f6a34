using System.Text;
using AuditOps.Engines.Replay;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Fields;
using Xunit;

namespace AuditOps.Tests.Rules;

/// <summary>The ten default rules of the older centre, most of which asked for values that no service writes: each has a successor that fires for what is really written.</summary>
public sealed class OlderCentreTests
{
    [Theory]
    [InlineData("Failed Conditional Access", "identity/conditional-access-failures", "\"errorCode\":53003")]
    [InlineData("After-Hours Admin Activity", "privilege/after-hours-administration", "\"Reset user password.\"")]
    [InlineData("New Application Registration", "apps/application-registered", "\"Add application.\"")]
    [InlineData("Admin Role Assignment", "privilege/admin-role-assigned", "\"Add member to role.\"")]
    [InlineData("License Change", "privilege/licences-changed", "\"Change user license.\"")]
    [InlineData("Bulk User Deletion", "privilege/users-deleted-in-bulk", "\"Delete user.\"")]
    [InlineData("Device Compliance Failure", "devices/devices-fall-out-of-compliance", "\"Device no longer compliant\"")]
    [InlineData("Exchange Transport Rule Change", "mailbox/transport-rule-changed", "\"Set-TransportRule\"")]
    [InlineData("Service Principal Credential Added", "apps/credential-added", "\"Update application – Certificates and secrets management \"")]
    [InlineData("External Sharing Enabled", "data/sharing-opened", "\"SharingPolicyChanged\"")]
    public void Each_default_rule_has_a_successor_that_fires_for_the_value_that_is_really_written(string older, string successor, string value)
    {
        var example = Assert.Single(Pack.Examples(), example => example.Name == successor);
        var records = example.Matches.Where(record => Encoding.UTF8.GetString(record).Replace("\\u2013", "–", StringComparison.Ordinal).Contains(value, StringComparison.Ordinal)).ToList();
        Assert.True(records.Count > 0, $"{older}: no record of {successor} says {value}");
        var replay = new RuleReplay(SigmaRules.Load([new SigmaFile(example.Name, example.Rules)]), FieldMap.BuiltIn, "contoso");
        foreach (var record in records)
            Pack.Ask(replay, record);
        Assert.True(replay.Finish().Count > 0, $"{older}: {successor} raises nothing for {value}");
    }
}
