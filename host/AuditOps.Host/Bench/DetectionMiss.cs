namespace AuditOps.Host.Bench;

/// <summary>Why an attack was not found.</summary>
/// <param name="Kind">One of a few words, the same for misses of one sort.</param>
/// <param name="Text">More of it.</param>
internal sealed record DetectionMiss(string Kind, string Text);
