namespace AuditOps.Simulator.Organisation;

internal sealed record Device(Guid Id, string Name, string OperatingSystem, string Browser, string UserAgent, bool IsManaged, string? TrustType);
