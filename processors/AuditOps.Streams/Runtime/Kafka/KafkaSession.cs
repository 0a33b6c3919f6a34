using AuditOps.Kafka;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Streams.Runtime.Kafka;

/// <summary>
/// <see cref="IKafkaSession"/> over Confluent.Kafka, at least once: a commit waits for every acknowledgement and then stores the offsets, so a crash
/// between the two repeats records and loses none.
/// </summary>
internal sealed partial class KafkaSession : IKafkaSession
{
    private readonly StreamsOptions _options;
    private readonly KafkaClientFactory _clients;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private IPollListener? _listener;

    public KafkaSession(StreamsOptions options, int worker, KafkaClientFactory clients, TimeProvider time, ILogger logger)
    {
        _options = options;
        _clients = clients;
        _logger = logger;
        _time = time;
        _clientId = $"{options.GroupId}-{worker}";
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(ConsumerConfig())
            .SetKeyDeserializer(Deserializers.ByteArray!)
            .SetValueDeserializer(Deserializers.ByteArray!)
            .SetPartitionsAssignedHandler((_, added) => _listener?.OnAssigned(added))
            .SetPartitionsRevokedHandler((_, removed) => _listener?.OnRevoked([.. removed.Select(offset => offset.TopicPartition)]))
            .SetPartitionsLostHandler((_, removed) => _listener?.OnLost([.. removed.Select(offset => offset.TopicPartition)]))
            .SetErrorHandler((_, error) => Log.ClientError(_logger, _clientId, error.Code.ToString(), error.Reason))
            .SetLogHandler((_, message) => Log.ClientLog(_logger, _clientId, message.Facility, message.Message))
            .Build();
        _producer = BuildProducer();
    }

    private ConsumerConfig ConsumerConfig()
    {
        // First start: whatever the topic still holds. "Latest" would lose in silence.
        var config = _clients.ConsumerConfig(_options.GroupId, _clientId, AutoOffsetReset.Earliest);
        config.ConsumeResultFields = "headers,timestamp,topic";
        return config;
    }

    public void Dispose()
    {
        // Close leaves the group at once, so that the partitions move on without waiting for the session timeout.
        try
        {
            _consumer.Close();
        }
        catch (KafkaException e)
        {
            Log.CloseFailed(_logger, _clientId, e.Error.Reason);
        }

        _consumer.Dispose();
        _producer.Dispose();
    }
}
