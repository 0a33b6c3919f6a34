namespace AuditOps.Simulator.Management;

internal sealed record Webhook(string Address, string? AuthId, string? Expiration, string Status = "enabled");
