using Confluent.Kafka;

namespace AuditOps.Processors.Sinks;

/// <summary>Where a worker goes on with the partitions it was given, and the epochs of their offsets.</summary>
internal sealed record SinkResume(IReadOnlyList<TopicPartitionOffset> Positions, IReadOnlyDictionary<int, long> Epochs, SinkOutcome Repeated);
