namespace AuditOps.Warehouse.Audit;

/// <summary>A month of the event tables and a mark of the parts that it consists of: while the mark stays, no row has come or gone.</summary>
public sealed record PartitionMark
{
    /// <summary>Year and month, for example 202611.</summary>
    public required string Month { get; init; }

    public required string Mark { get; init; }
}
