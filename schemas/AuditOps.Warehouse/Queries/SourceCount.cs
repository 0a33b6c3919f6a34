namespace AuditOps.Warehouse.Queries;

/// <summary>How many events a source of a tenant has, and between which times.</summary>
public sealed record SourceCount
{
    public required string Tenant { get; init; }
    public required string Source { get; init; }
    public required long Events { get; init; }
    public required DateTimeOffset OldestEventTime { get; init; }
    public required DateTimeOffset NewestEventTime { get; init; }
    public required DateTimeOffset LastCollectedAt { get; init; }
}
