using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Scenarios;

/// <summary>Where an attacker comes from: the same providers that some people use for their VPN.</summary>
internal sealed record Attacker(string Address, Place Place, Device Device, Guid Session);
