namespace AuditOps.Processors.Sinks;

/// <summary>What became of a batch.</summary>
internal readonly record struct SinkOutcome(int Stored, int DeadLettered);
