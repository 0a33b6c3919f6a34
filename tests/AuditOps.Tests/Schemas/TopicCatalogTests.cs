using System.Reflection;
using System.Text;
using AuditOps.Schemas.Topics;
using Xunit;

namespace AuditOps.Tests.Schemas;

public sealed class TopicCatalogTests
{
    // A change here changes clusters that are in use: rename nothing, shorten no retention without saying so in the release notes.
    private const string Golden = """
        auditops.raw.v1 | tenant/recordId | P | delete 604800000 | 4325376
        auditops.raw-history.v1 | tenant/recordId | P | delete 604800000 | 4325376
        auditops.enriched.v1 | tenant/actor | P | delete 604800000 | 9437184
        auditops.matches.v1 | tenant/correlation/group | P | delete 604800000 | 1048588
        auditops.by-ip.v1 | tenant/ip | P | delete 604800000 | 1048588
        auditops.scores.v1 | tenant/actor | P | delete 604800000 | 1048588
        auditops.commands.v1 | tenant/subject | P | delete 604800000 | 1048588
        auditops.alerts.v1 | tenant/alertId | P | compact,delete 2592000000 | 1048588
        auditops.alerts.ocsf.v1 | tenant/alertId | P | delete 2592000000 | 1048588
        auditops.triage.v1 | tenant/subject | P | compact,delete 7776000000 | 1048588
        auditops.posture.v1 | tenant/kind/objectId | P | compact -1 | 1048588
        auditops.findings.v1 | tenant/findingId | P | compact,delete 7776000000 | 1048588
        auditops.endpoint.v1 | org/device | P | delete 2592000000 | 1048588
        auditops.insights.v1 | org/device | P | delete 2592000000 | 1048588
        auditops.rules.v1 | rule id | 1 | compact -1 | 1048588
        auditops.reference.v1 | document id | 1 | compact -1 | 1048588
        auditops.models.v1 | model/chunk | 1 | compact -1 | 1048588
        auditops.schemas.v1 | fingerprint in hex | 1 | compact -1 | 1048588
        auditops.checkpoints.v1 | tenant/import/run | 1 | compact -1 | 1048588
        auditops.cursors.v1 | tenant/feed | P | compact -1 | 1048588
        auditops.subscriptions.v1 | tenant/feed/resource | 1 | compact -1 | 1048588
        auditops.hints.v1 | tenant/feed | 1 | delete 86400000 | 1048588
        auditops.health.v1 | tenant/source/reporter | 1 | compact -1 | 1048588
        auditops.completeness.v1 | tenant/source | P | delete 2592000000 | 1048588
        auditops.deliveries.v1 | tenant/deliveryId | P | delete 2592000000 | 1048588
        auditops.audit.v1 | tenant/id | P | delete 2592000000 | 1048588
        auditops.dead-letters.v1 | key of the original record | P | delete 2592000000 | 1048588
        auditops.sink-plan.v1 | sink/partition | 1 | compact -1 | 1048588

        """;

    [Fact]
    public void The_catalog_is_the_golden_one()
    {
        var text = new StringBuilder();
        foreach (var topic in TopicCatalog.All)
        {
            var config = topic.ToConfig();
            text.Append(topic.Name).Append(" | ").Append(topic.Key).Append(" | ").Append(topic.Partitioned ? "P" : "1").Append(" | ")
                .Append(config["cleanup.policy"]).Append(' ').Append(config["retention.ms"]).Append(" | ").Append(config["max.message.bytes"]).Append('\n');
        }

        Assert.Equal(Golden, text.ToString());
    }

    [Fact]
    public void Topics_whose_few_keys_are_written_all_the_time_are_cut_and_compacted_soon_and_no_others()
    {
        Assert.Equal([TopicNames.Checkpoints, TopicNames.Cursors, TopicNames.Health, TopicNames.SinkPlan], TopicCatalog.All.Where(topic => topic.ToConfig().ContainsKey("segment.ms")).Select(topic => topic.Name));
        var config = TopicCatalog.Get(TopicNames.SinkPlan).ToConfig();
        Assert.Equal(("16777216", "3600000", "0.01"), (config["segment.bytes"], config["segment.ms"], config["min.cleanable.dirty.ratio"]));
    }

    [Fact]
    public void Every_topic_name_constant_is_in_the_catalog_once()
    {
        var constants = typeof(TopicNames).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetValue(null)!).Order(StringComparer.Ordinal);
        Assert.Equal(constants, TopicCatalog.All.Select(topic => topic.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_changelog_is_compacted_and_that_of_a_window_also_deleted()
    {
        Assert.Equal("auditops.actors.baselines.changelog", TopicCatalog.Changelog("actors", "baselines").Name);
        Assert.Equal("compact", TopicCatalog.Changelog("actors", "baselines").ToConfig()["cleanup.policy"]);
        Assert.Equal("compact,delete", TopicCatalog.Changelog("actors", "windows", TimeSpan.FromDays(2)).ToConfig()["cleanup.policy"]);
    }
}
