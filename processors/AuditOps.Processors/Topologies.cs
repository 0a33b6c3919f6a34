using AuditOps.Processors.Ingest;
using AuditOps.Schemas.Avro;
using AuditOps.Streams;

namespace AuditOps.Processors;

/// <summary>Every topology of the product, for reading about them; the processing role builds the ones it runs.</summary>
public static class Topologies
{
    public static IReadOnlyList<Topology> All()
    {
        var schemas = new SchemaRegistry();
        return
        [
            IngestTopology.Build(Lane.Live, static _ => throw new NotSupportedException("a described topology does not run"), schemas, TimeProvider.System),
            IngestTopology.Build(Lane.History, static _ => throw new NotSupportedException("a described topology does not run"), schemas, TimeProvider.System),
        ];
    }
}
