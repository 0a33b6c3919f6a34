using Confluent.Kafka;

namespace AuditOps.Streams.Runtime.Kafka;

/// <summary>One record as polled.</summary>
internal readonly record struct KafkaRecord(TopicPartition Partition, long Offset, long TimestampMs, byte[]? Key, byte[]? Value, Headers? Headers);
