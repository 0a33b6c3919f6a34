namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>One entry of a segment's sparse index: a batch, and the largest timestamp of the segment up to and including it.</summary>
internal readonly record struct IndexEntry(long BaseOffset, int Position, long RunningMaxTimestamp);

/// <summary>An aborted transaction as its abort marker left it: where it began, where the marker is, what the last stable offset was then.</summary>
internal readonly record struct AbortedEntry(long ProducerId, long FirstOffset, long MarkerOffset, long LastStableOffset);
