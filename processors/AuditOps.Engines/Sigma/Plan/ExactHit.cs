namespace AuditOps.Engines.Sigma.Plan;

/// <summary>The predicates that a value makes true.</summary>
/// <param name="Texts">When the value is this text.</param>
/// <param name="Numbers">When the value is this number, or a text that is.</param>
internal readonly record struct ExactHit(int[] Texts, int[] Numbers);
