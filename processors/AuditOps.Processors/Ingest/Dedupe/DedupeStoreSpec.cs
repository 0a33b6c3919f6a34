using AuditOps.Streams;

namespace AuditOps.Processors.Ingest.Dedupe;

/// <summary>Makes the dedupe store of each partition. The budget is shared evenly, so that what a partition forgets depends on its own records alone.</summary>
internal sealed record DedupeStoreSpec(DedupeOptions Options) : StoreSpec(StoreName)
{
    public const string StoreName = "seen";

    public override TimeSpan? Retention => Options.Window;

    public override IStateStore Create(StoreContext context) =>
        new DedupeStore(StoreName, new DedupeIndex(Math.Max(1, Options.MaxEntries / context.PartitionCount), Options.Window));
}
