namespace AuditOps.Host.Bench;

/// <summary>What became of a case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Counted">Titles of the rules that fired and count.</param>
/// <param name="Miss">Why an attack was not found; null when it was, or when there was none.</param>
internal sealed record DetectionResult(DetectionCase Case, IReadOnlyList<string> Counted, DetectionMiss? Miss);
