using Confluent.Kafka;

namespace AuditOps.Kafka.Transactions;

/// <summary>A record that waits for its transaction.</summary>
/// <param name="Value">Null = tombstone.</param>
/// <param name="Partition">Null = by the key.</param>
public sealed record PendingRecord(string Topic, byte[]? Key, byte[]? Value, Headers? Headers, DateTimeOffset At, int? Partition = null);
