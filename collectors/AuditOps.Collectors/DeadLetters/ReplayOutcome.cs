namespace AuditOps.Collectors.DeadLetters;

/// <summary>What became of one letter.</summary>
/// <param name="Topic">Where the record went; null when it was refused.</param>
/// <param name="Refusal">Why it was not replayed, in one sentence; null when it was.</param>
public sealed record ReplayOutcome(string Id, string? Topic, int Attempt, string? Refusal);
