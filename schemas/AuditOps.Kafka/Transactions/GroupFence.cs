using Confluent.Kafka;

namespace AuditOps.Kafka.Transactions;

/// <summary>
/// Makes a transaction stand or fall with the writer's place in a consumer group (KIP-447): the offsets are part of it, and the group's coordinator takes them only from a member
/// of the present generation. Whoever takes the partitions over waits, by reading their committed offsets, until such a transaction is decided.
/// </summary>
/// <param name="Offsets">One for each partition whose owner alone may write the chunk.</param>
/// <param name="Member">The writer in its group, as of now.</param>
public sealed record GroupFence(IReadOnlyCollection<TopicPartitionOffset> Offsets, IConsumerGroupMetadata Member);
