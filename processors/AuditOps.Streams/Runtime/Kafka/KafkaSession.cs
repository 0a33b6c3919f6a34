using AuditOps.Kafka;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Streams.Runtime.Kafka;

/// <summary>
/// <see cref="IKafkaSession"/> over Confluent.Kafka. Exactly once: a transactional producer whose transactions hold the offsets. At least once: a commit waits for
/// every acknowledgement and then stores the offsets, so a crash between the two repeats records and loses none.
/// </summary>
internal sealed partial class KafkaSession : IKafkaSession
{
    private readonly StreamsOptions _options;
    private readonly KafkaClientFactory _clients;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private IPollListener? _listener;

    /// <param name="options">Group, instance and guarantee.</param>
    /// <param name="worker">Tells the workers of one process apart.</param>
    /// <param name="isCoPartitioned">Partition n of every topic must go to one member. Otherwise partitions move one by one when members come and go.</param>
    /// <param name="clients">How to reach Kafka.</param>
    /// <param name="time">Bounds waits.</param>
    /// <param name="logger">For both clients.</param>
    public KafkaSession(StreamsOptions options, int worker, bool isCoPartitioned, KafkaClientFactory clients, TimeProvider time, ILogger logger)
    {
        _options = options;
        _clients = clients;
        _logger = logger;
        _time = time;
        _clientId = $"{options.GroupId}-{options.Instance}-{worker}";
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(ConsumerConfig(isCoPartitioned))
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

    private bool IsTransactional => _options.Guarantee == ProcessingGuarantee.ExactlyOnce;

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

    private ConsumerConfig ConsumerConfig(bool isCoPartitioned)
    {
        // First start: whatever the topic still holds. "Latest" would lose in silence.
        var config = _clients.ConsumerConfig(_options.GroupId, _clientId, AutoOffsetReset.Earliest);
        config.ConsumeResultFields = "headers,timestamp,topic";
        config.PartitionAssignmentStrategy = isCoPartitioned ? PartitionAssignmentStrategy.Range : PartitionAssignmentStrategy.CooperativeSticky;
        if (_options.StaticMembership)
            config.GroupInstanceId = _clientId;
        return config;
    }
}
