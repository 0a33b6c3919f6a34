using Confluent.Kafka;

namespace AuditOps.Streams.Runtime.Kafka;

/// <summary>One record to be produced; the partition follows from the key.</summary>
internal readonly record struct OutgoingRecord(string Topic, byte[]? Key, byte[] Value, Headers? Headers, long TimestampMs);
