using System.Globalization;
using System.Text;
using AuditOps.Schemas.Avro.Schema;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Kafka.SchemaSync;

/// <summary>
/// Publishes schemas to the compacted schema topic: key is the fingerprint in 16 hex digits, value the JSON text. A process does this before it writes
/// its first record, so that every reader can find out how to read it. Publishing again is harmless: compaction keeps one.
/// </summary>
public sealed class SchemaPublisher(KafkaClientFactory clients, ILogger<SchemaPublisher> logger)
{
    private const string ClientId = "auditops-schemas";

    /// <summary>It is the first thing that every writer does: a cluster that is not there is reported by now, not after librdkafka's five minutes.</summary>
    private const int DeliveryTimeoutMs = 20_000;

    /// <param name="schemas">JSON texts, for example <c>Codecs.RawEnvelope.SchemaJson</c>.</param>
    /// <exception cref="KafkaAccessException">A schema was not acknowledged.</exception>
    public async Task PublishAsync(IReadOnlyList<string> schemas, CancellationToken cancel)
    {
        using var producer = clients.Producer(ClientId, config =>
        {
            config.LingerMs = 0;
            config.MessageTimeoutMs = DeliveryTimeoutMs;
        });
        foreach (var json in schemas)
        {
            var key = AvroSchema.Parse(json).Fingerprint.ToString("x16", CultureInfo.InvariantCulture);
            var message = new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes(key), Value = Encoding.UTF8.GetBytes(json) };
            try
            {
                await producer.ProduceAsync(TopicNames.Schemas, message, cancel).ConfigureAwait(false);
            }
            catch (KafkaException e)
            {
                throw new KafkaAccessException(KafkaErrorCode.SchemaPublishFailed, e.Error.Code == ErrorCode.Local_MsgTimedOut
                    ? $"Kafka at {clients.Options.BootstrapServers} did not take a schema within {DeliveryTimeoutMs / 1000} s."
                    : $"The schema {key} could not be published to {TopicNames.Schemas}: {e.Error.Reason}", e);
            }
        }

        Log.SchemasPublished(logger, schemas.Count);
    }
}
