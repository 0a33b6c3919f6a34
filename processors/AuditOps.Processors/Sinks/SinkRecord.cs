using Confluent.Kafka;

namespace AuditOps.Processors.Sinks;

/// <summary>The Kafka record behind a row, kept until the row is stored: if it is refused, this becomes its dead letter.</summary>
internal readonly record struct SinkRecord(TopicPartition Partition, long Offset, byte[]? Key, byte[] Value, Headers? Headers);
