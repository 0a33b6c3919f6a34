namespace AuditOps.Api.Health;

/// <summary>ok or ready.</summary>
internal sealed record HealthStatus(string Status);
