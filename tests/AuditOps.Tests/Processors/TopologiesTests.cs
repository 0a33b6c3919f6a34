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
        var provisioned = Topologies.Changelogs(new DedupeOptions { Window = TimeSpan.FromDays(2) }).Single();
        Assert.Equal(seen.Name, provisioned.Name);
        Assert.Equal("auditops.ingest.seen.changelog", provisioned.Name);
        Assert.Equal(TopicCleanup.CompactAndDelete, provisioned.Cleanup);
        Assert.Equal(TimeSpan.FromDays(3), provisioned.Retention);
    }
}
