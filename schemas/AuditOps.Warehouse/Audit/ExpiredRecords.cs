namespace AuditOps.Warehouse.Audit;

/// <summary>Records of one tenant, source and hour of collection that their topic deleted before they were stored.</summary>
public sealed record ExpiredRecords
{
    /// <summary><c>_</c> where it is not known whose they were.</summary>
    public required string Tenant { get; init; }

    /// <summary>Logical source, or the sink where that is not known.</summary>
    public required string Source { get; init; }

    public required DateTimeOffset Hour { get; init; }

    public required long Records { get; init; }

    /// <summary>When the first of them were counted.</summary>
    public required DateTimeOffset Since { get; init; }
}
