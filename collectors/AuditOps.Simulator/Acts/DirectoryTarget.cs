namespace AuditOps.Simulator.Acts;

/// <param name="Type">User, Group, Role, Application, ServicePrincipal, Device, Policy.</param>
internal sealed record DirectoryTarget(string Type, Guid Id, string? Name, string? Upn = null);
