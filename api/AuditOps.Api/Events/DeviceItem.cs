namespace AuditOps.Api.Events;

/// <summary>The device the actor used.</summary>
internal sealed record DeviceItem(string? Id, string? Name, string? OperatingSystem, string? Browser, string? TrustType, bool? IsCompliant, bool? IsManaged);
