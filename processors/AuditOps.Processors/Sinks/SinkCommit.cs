using AuditOps.Kafka.Transactions;
using Confluent.Kafka;

namespace AuditOps.Processors.Sinks;

/// <summary>What becomes visible together: records and the group's offsets.</summary>
/// <param name="Member">The group member as it was when it read the records: Kafka refuses the offsets of one that has lost its partitions since.</param>
internal sealed record SinkCommit(IReadOnlyList<PendingRecord> Records, IReadOnlyList<TopicPartitionOffset> Offsets, IConsumerGroupMetadata Member);
