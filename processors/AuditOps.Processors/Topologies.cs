using System.Diagnostics.Metrics;
using AuditOps.Processors.Cases;
using AuditOps.Processors.Correlate;
using AuditOps.Processors.Ingest;
using AuditOps.Processors.Ingest.Dedupe;
using AuditOps.Processors.Notify;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Topics;
using AuditOps.Streams;

namespace AuditOps.Processors;

/// <summary>Every topology of the product, for reading about them; the processing role builds the ones it runs.</summary>
public static class Topologies
{
    private static readonly Meter Meter = new("AuditOps.Processors.Described");

    public static IReadOnlyList<Topology> All() => All(new DedupeOptions());

    /// <summary>The changelog topics of all topologies, to be provisioned with those of the catalogue.</summary>
    public static IReadOnlyList<TopicSpec> Changelogs(DedupeOptions dedupe) => 
        [.. All(dedupe).SelectMany(topology => topology.Changelogs.Select(changelog => TopicCatalog.Changelog(topology.Name, changelog.Store, changelog.Retention)))];

    private static IReadOnlyList<Topology> All(DedupeOptions dedupe)
    {
        var schemas = new SchemaRegistry();
        // Only described: nothing of it runs.
        return
        [
            IngestTopology.Build(static _ => throw new NotSupportedException("a described topology does not run"), dedupe, static () => throw new NotSupportedException(), schemas, TimeProvider.System),
            CorrelateTopology.Build(new CorrelateOptions(), static _ => throw new NotSupportedException(), schemas, new CorrelationLosses(Meter, string.Empty, TimeProvider.System), TimeProvider.System),
            CasesTopology.Build(new CaseOptions(), static _ => throw new NotSupportedException(), schemas, TimeProvider.System),
            NotifyTopology.Build(new NotifyOptions(), schemas, TimeProvider.System),
        ];
    }
}
