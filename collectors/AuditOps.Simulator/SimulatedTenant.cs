namespace AuditOps.Simulator;

/// <summary>What a client needs to know of a simulated tenant; nobody else's secret.</summary>
public sealed record SimulatedTenant(string Name, string TenantId, string ClientId, string ClientSecret);
