namespace AuditOps.Collectors.Import;

/// <summary>How waiting for a run ended.</summary>
/// <param name="Stored">Distinct events of the run that can be queried; null when the wait failed.</param>
/// <param name="Known">Those of them that were there before and are unchanged.</param>
/// <param name="Failure">A sentence that says what is behind; null when nothing is.</param>
internal readonly record struct WaitResult(long? Stored, long? Known, string? Failure);
