namespace AuditOps.Schemas.Contracts;

/// <summary>Where the source says the address is. Country is the source's own text, usually ISO 3166-1 alpha-2.</summary>
public sealed record Geo
{
    public string? Country { get; init; }
    public string? State { get; init; }
    public string? City { get; init; }

    /// <summary>Degrees, WGS 84.</summary>
    public double? Latitude { get; init; }

    /// <summary>Degrees, WGS 84.</summary>
    public double? Longitude { get; init; }
}
