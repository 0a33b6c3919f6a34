namespace AuditOps.Simulator;

/// <summary>An attack on a simulated tenant.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Scenario">Its kind.</param>
/// <param name="Records">Everything that the services recorded of it.</param>
public sealed record SimulatedAttack(string Id, string Scenario, IReadOnlyList<byte[]> Records);
