namespace AuditOps.Embedded.Kafka.Checking;

/// <summary>A transaction that a partition's log leaves open.</summary>
internal readonly record struct OpenTransaction(string Where, Guid TopicId, int Partition, long ProducerId, short Epoch, long FirstOffset);
