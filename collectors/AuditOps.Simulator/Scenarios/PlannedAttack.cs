using AuditOps.Simulator.Feeds;

namespace AuditOps.Simulator.Scenarios;

/// <summary>An attack with all its records; the ground truth.</summary>
internal sealed record PlannedAttack(string Id, string Scenario, IReadOnlyCollection<string> Actors, IReadOnlyCollection<string> Addresses, (Feed Feed, Slot Slot)[] Records);
