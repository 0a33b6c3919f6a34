namespace AuditOps.Api.Events;

/// <summary>Where the source places the address.</summary>
internal sealed record GeoItem(string? Country, string? State, string? City, double? Latitude, double? Longitude);
