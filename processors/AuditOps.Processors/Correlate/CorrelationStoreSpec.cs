using AuditOps.Schemas.Avro;
using AuditOps.Streams;

namespace AuditOps.Processors.Correlate;

/// <summary>Makes the store of each partition; the budget is shared evenly.</summary>
internal sealed record CorrelationStoreSpec(CorrelateOptions Options, ISchemaSource Schemas, CorrelationLosses Losses) : StoreSpec(StoreName)
{
    public const string StoreName = "groups";

    public override IReadOnlyList<string> Validate() => Options.Validate();

    public override IStateStore Create(StoreContext context) => new CorrelationStore(StoreName, Options, context.PartitionCount, Schemas, Losses);
}
