namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>What a start found of a partition.</summary>
internal sealed record RecoveredLog(Segment[] Segments, ProducerTable Producers, long LogStart, long LogEnd, long CleanedTo, long TornBytes);
