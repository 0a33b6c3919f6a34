namespace AuditOps.Api;

/// <summary>A key callers send in <c>X-Api-Key</c>, and what it may see.</summary>
public sealed record ApiKey
{
    /// <summary>Name for logs; never the key itself.</summary>
    public required string Name { get; init; }

    /// <summary>The secret: printable ASCII, at most 256 characters; at least 16 when the API listens beyond loopback.</summary>
    public required string Key { get; init; }

    /// <summary>Tenants it may see; null for all. Default null.</summary>
    public IReadOnlyList<string>? Tenants { get; init; }
}
