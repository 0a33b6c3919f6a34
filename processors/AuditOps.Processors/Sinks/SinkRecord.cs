using Confluent.Kafka;

namespace AuditOps.Processors.Sinks;

/// <summary>The Kafka record behind a row, kept until the row is stored: if it is refused, this becomes its dead letter.</summary>
/// <param name="At">The record's timestamp: when it was collected.</param>
internal readonly record struct SinkRecord(TopicPartition Partition, long Offset, byte[]? Key, byte[] Value, Headers? Headers, DateTimeOffset At)
{
    public static SinkRecord Of(ConsumeResult<byte[], byte[]> result) => new(
        result.TopicPartition, result.Offset.Value, result.Message.Key, result.Message.Value, result.Message.Headers,
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(0, result.Message.Timestamp.UnixTimestampMs)));
}
