namespace AuditOps.Warehouse.Queries;

/// <summary>Which events. Everything given must hold. Values go to the server as parameters only.</summary>
public sealed record EventFilter
{
    /// <summary>The tenants that may be seen; null for all. This is the isolation between tenants: it comes from the caller's key, never from its wishes.</summary>
    public IReadOnlyCollection<string>? Tenants { get; init; }

    public string? Source { get; init; }

    /// <summary>Compared without regard to case, as are category and operation.</summary>
    public string? Workload { get; init; }

    public string? Category { get; init; }

    public string? Operation { get; init; }

    /// <summary>A stored word, see <see cref="Rows.StoredNames"/>.</summary>
    public string? Outcome { get; init; }

    /// <summary>The actor key; compared in lower case.</summary>
    public string? Actor { get; init; }

    /// <summary>Canonical text of an address.</summary>
    public string? Ip { get; init; }

    /// <summary>Inclusive.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Exclusive.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Words that must all occur; what stands in double quotes must occur as written.</summary>
    public string? Text { get; init; }
}
