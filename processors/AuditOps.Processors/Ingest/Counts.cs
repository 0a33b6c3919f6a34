using AuditOps.Schemas.Contracts;

namespace AuditOps.Processors.Ingest;

/// <summary>What became of the records of one tenant, source and hour since the last commit.</summary>
internal sealed class Counts
{
    public long Admitted { get; set; }
    public long Duplicates { get; set; }
    public long Revisions { get; set; }
    public long DeadLettered { get; set; }
    public long Evicted { get; set; }

    public CompletenessCount ToRecord(string tenant, string source, DateTimeOffset hour, DateTimeOffset at) => new()
    {
        Tenant = tenant,
        Source = source,
        Hour = hour,
        Stage = CompletenessStage.Ingest,
        Admitted = Admitted,
        Duplicates = Duplicates,
        Revisions = Revisions,
        DeadLettered = DeadLettered,
        Evicted = Evicted,
        At = at,
    };
}
