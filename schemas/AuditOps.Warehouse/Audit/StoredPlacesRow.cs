namespace AuditOps.Warehouse.Audit;

/// <summary>Events of one tenant, source and hour of collection that are in the table and came from a span of a partition.</summary>
public sealed record StoredPlacesRow
{
    public required string Tenant { get; init; }
    public required string Source { get; init; }

    /// <summary>Hour of collection.</summary>
    public required DateTimeOffset Hour { get; init; }

    public required long Records { get; init; }
}
