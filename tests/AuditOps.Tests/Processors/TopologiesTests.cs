using AuditOps.Processors;
using AuditOps.Processors.Ingest.Dedupe;
using AuditOps.Schemas.Topics;
using Xunit;

namespace AuditOps.Tests.Processors;

public sealed class TopologiesTests
{
    [Fact]
    public void A_changelog_is_named_and_kept_as_the_catalogue_says()
    {
        var seen = Topologies.All().Single(topology => topology.Name == "ingest").Changelogs.Single();
        var provisioned = Topologies.Changelogs(new DedupeOptions { Window = TimeSpan.FromDays(2) }).Single(topic => topic.Name == "auditops.ingest.seen.changelog");
        Assert.Equal(seen.Name, provisioned.Name);
        Assert.Equal("auditops.ingest.seen.changelog", provisioned.Name);
        Assert.Equal(TopicCleanup.CompactAndDelete, provisioned.Cleanup);
        Assert.Equal(TimeSpan.FromDays(3), provisioned.Retention);
    }

    /// <summary>Dead letters, metrics and changelogs hang on these names: a change here is a change of what is stored.</summary>
    [Fact]
    public void The_ingest_topology_reads_writes_and_keeps_what_is_written_here() => Assert.Equal(
        """
        topology ingest
          sub-topology 0
            source auditops.raw.v1, auditops.raw-history.v1 (RawEnvelope)
              processor normalize (RawEnvelope -> AuditEvent)
                processor dedupe (AuditEvent -> AuditEvent) stores seen
                  sink auditops.enriched.v1 (AuditEvent)
                  processor detect (AuditEvent -> DetectOutput) reads rule-documents
                    processor candidates (DetectOutput -> Command)
                      sink auditops.commands.v1 (Command)
                    processor matches (DetectOutput -> Match)
                      sink auditops.matches.v1 (Match)
            store seen -> auditops.ingest.seen.changelog
          table rule-documents <- auditops.rules.v1
          at commit completeness -> auditops.completeness.v1
          at commit rule-reports -> auditops.commands.v1
          dead letters auditops.dead-letters.v1

        """,
        Topologies.All().Single(topology => topology.Name == "ingest").Describe());

    [Fact]
    public void The_correlate_topology_reads_writes_and_keeps_what_is_written_here() => Assert.Equal(
        """
        topology correlate
          sub-topology 0
            source auditops.matches.v1 (Match)
              processor correlate (Match -> CorrelateOutput) stores groups reads rule-documents
                processor candidates (CorrelateOutput -> Command)
                  sink auditops.commands.v1 (Command)
                processor chained (CorrelateOutput -> Match)
                  sink auditops.matches.v1 (Match)
            store groups -> auditops.correlate.groups.changelog
          table rule-documents <- auditops.rules.v1
          dead letters auditops.dead-letters.v1

        """,
        Topologies.All().Single(topology => topology.Name == "correlate").Describe());

    [Fact]
    public void The_cases_topology_reads_writes_and_keeps_what_is_written_here() => Assert.Equal(
        """
        topology cases
          sub-topology 0
            source auditops.commands.v1 (Command)
              processor cases (Command -> CaseOutput) stores alerts, pending, rules, answers reads rule-documents
                processor alerts-out (CaseOutput -> Alert)
                  sink auditops.alerts.v1 (Alert)
                  sink auditops.alerts.ocsf.v1 (Alert)
                processor risk-out (CaseOutput -> Match)
                  sink auditops.matches.v1 (Match)
                processor rules-out (CaseOutput -> RuleDocument)
                  sink auditops.rules.v1 (RuleDocument)
                processor triage-out (CaseOutput -> TriageFact)
                  sink auditops.triage.v1 (TriageFact)
            store alerts -> auditops.cases.alerts.changelog
            store pending -> auditops.cases.pending.changelog
            store rules -> auditops.cases.rules.changelog
            store answers -> auditops.cases.answers.changelog
          table rule-documents <- auditops.rules.v1
          dead letters auditops.dead-letters.v1

        """,
        Topologies.All().Single(topology => topology.Name == "cases").Describe());

    [Fact]
    public void The_notify_topology_reads_writes_and_keeps_what_is_written_here() => Assert.Equal(
        """
        topology notify
          sub-topology 0
            source auditops.alerts.v1 (Alert)
              processor plan (Alert -> Delivery) stores told
                sink auditops.deliveries.v1 (Delivery)
            store told -> auditops.notify.told.changelog
          dead letters auditops.dead-letters.v1

        """,
        Topologies.All().Single(topology => topology.Name == "notify").Describe());
}
