namespace AuditOps.Warehouse.Audit;

/// <summary>Events of one tenant, source and hour of collection that were stored and are gone before their time.</summary>
public sealed record MissingEvents
{
    public required string Tenant { get; init; }
    public required string Source { get; init; }

    /// <summary>Hour of collection.</summary>
    public required DateTimeOffset Hour { get; init; }

    public required long Missing { get; init; }

    /// <summary>Their ids, the first hundred.</summary>
    public required IReadOnlyList<string> EventIds { get; init; }
}
