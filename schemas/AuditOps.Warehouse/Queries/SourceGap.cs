namespace AuditOps.Warehouse.Queries;

/// <summary>A span of which records are missing for good.</summary>
public sealed record SourceGap
{
    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }

    public required string Reason { get; init; }

    /// <summary>Null where it cannot be known.</summary>
    public int? Records { get; init; }
}
