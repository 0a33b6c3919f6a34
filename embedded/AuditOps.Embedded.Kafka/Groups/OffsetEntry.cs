namespace AuditOps.Embedded.Kafka.Groups;

/// <summary>A committed offset.</summary>
/// <param name="CommittedAtMs">Unix time in ms.</param>
internal readonly record struct OffsetEntry(long Offset, int LeaderEpoch, string Metadata, long CommittedAtMs);
