namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>What the store remembers of a partition outside its log.</summary>
/// <param name="RecoveryPoint">Everything below was on disk; damage there is not a torn write.</param>
/// <param name="LogStart">First readable offset.</param>
/// <param name="CleanedTo">Everything below has been compacted once, so gaps between offsets are legal there.</param>
internal readonly record struct CheckpointEntry(long RecoveryPoint, long LogStart, long CleanedTo);
