using AuditOps.Kafka;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;

namespace AuditOps.Processors.Health;

/// <summary>health.v1 as the processing role reads and writes it. A record stands for itself, so none of them needs a transaction.</summary>
internal sealed class HealthLog(KafkaClientFactory clients, ISchemaSource schemas) : IDisposable
{
    private const string ClientId = "auditops-health";
    private static readonly TopicPartition Partition = new(TopicNames.Health, 0);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    private IProducer<byte[], byte[]>? _producer;

    /// <summary>Everything that stands on the topic now, oldest first.</summary>
    public List<SourceHealth> Read(CancellationToken cancel)
    {
        using var consumer = clients.Consumer("auditops.health", ClientId, AutoOffsetReset.Earliest);
        consumer.Assign(new TopicPartitionOffset(Partition, Offset.Beginning));
        var found = new List<SourceHealth>();
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var result = consumer.Consume(Step);
            if (result is { IsPartitionEOF: true })
                return found;
            if (result?.Message.Value is { } value)
                found.Add(Codecs.SourceHealth.Decode(value, schemas));
        }
    }

    /// <summary>On return it is acknowledged.</summary>
    public Task WriteAsync(SourceHealth health, CancellationToken cancel)
    {
        _producer ??= clients.Producer(ClientId);
        var message = new Message<byte[], byte[]> { Key = Keys.Health(health.Tenant, health.Source, health.Reporter), Value = Codecs.SourceHealth.Encode(health) };
        return _producer.ProduceAsync(Partition, message, cancel);
    }

    public void Dispose() => _producer?.Dispose();
}
