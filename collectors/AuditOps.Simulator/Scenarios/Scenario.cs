namespace AuditOps.Simulator.Scenarios;

/// <param name="Name">A stable id, used in the ground truth only.</param>
/// <param name="Play">Fills the stage with events.</param>
internal sealed record Scenario(string Name, Action<Stage> Play);
