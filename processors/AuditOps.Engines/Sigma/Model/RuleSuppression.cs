namespace AuditOps.Engines.Sigma.Model;

/// <summary>Holding back repeated alerts.</summary>
/// <param name="Fields">Whose values must be the same.</param>
/// <param name="Time">For how long, in event time.</param>
public sealed record RuleSuppression(IReadOnlyList<string> Fields, TimeSpan Time);
