using AuditOps.Kafka;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using Confluent.Kafka;

namespace AuditOps.Processors.Notify.Delivering;

/// <summary>Reads single plans once more, where memory did not hold them.</summary>
internal sealed class PlanReader(KafkaClientFactory clients, ISchemaSource schemas) : IDisposable
{
    private const string ClientId = "auditops-notify-plans";
    private const int MostPolls = 100;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private IConsumer<byte[], byte[]>? _consumer;

    /// <summary>The alert that was to be sent; null when the record is gone.</summary>
    /// <exception cref="KafkaException">It cannot be read now.</exception>
    public ReadOnlyMemory<byte>? Read(TopicPartition partition, long offset)
    {
        lock (_lock)
        {
            _consumer ??= clients.Consumer(ClientId, ClientId, AutoOffsetReset.Earliest);
            _consumer.Assign(new TopicPartitionOffset(partition, offset));
            for (var poll = 0; poll < MostPolls; poll++)
            {
                if (_consumer.Consume(Poll) is not { } result)
                    continue;
                if (result.IsPartitionEOF || result.Offset > offset)
                    return null;
                if (result.Offset == offset)
                    return result.Message.Value is { } value ? Codecs.Delivery.Decode(value, schemas).Payload : null;
            }

            throw new KafkaException(new Error(ErrorCode.Local_TimedOut));
        }
    }

    public void Dispose() => _consumer?.Dispose();
}
