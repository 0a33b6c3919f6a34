namespace AuditOps.Warehouse.Queries;

/// <summary>One content an event has had.</summary>
public sealed record EventRevision
{
    /// <summary>Hex.</summary>
    public required string ContentHash { get; init; }
    public required DateTimeOffset EventTime { get; init; }
    public required DateTimeOffset CollectedAt { get; init; }
    public required string Run { get; init; }
    public required string WireShape { get; init; }

    /// <summary>Bytes of the record. The record itself is read one revision at a time: <see cref="RevisionRawQuery"/>.</summary>
    public required long RawLength { get; init; }
}
