namespace AuditOps.Warehouse.Queries;

/// <summary>A stored event as it was collected, to be read again.</summary>
public sealed record HuntRow
{
    public required string Tenant { get; init; }
    public required string Source { get; init; }
    public required string EventId { get; init; }
    public required DateTimeOffset EventTime { get; init; }
    public required DateTimeOffset CollectedAt { get; init; }
    public required string Run { get; init; }
    public required string WireShape { get; init; }
    public required uint Flags { get; init; }

    /// <summary>The record's bytes.</summary>
    public required byte[] Bytes { get; init; }
}
