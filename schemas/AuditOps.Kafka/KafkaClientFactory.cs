using AuditOps.Schemas.Topics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Kafka;

/// <summary>
/// Makes the Kafka clients of AuditOps, all with the settings that its guarantees rest on: writes are idempotent and acknowledged by all replicas,
/// reads see committed records only, offsets are never committed behind one's back.
/// </summary>
public sealed class KafkaClientFactory
{
    // What a consumer fetches ahead, for all its partitions together. librdkafka's own 64 MiB are too many for several consumers in 2 GiB.
    private const int FetchAheadKiB = 16 << 10;

    // Unsent records of a producer; a full queue is back pressure.
    private const int ProduceAheadKiB = 64 << 10;

    private readonly KafkaOptions _options;
    private readonly ILogger _logger;

    /// <exception cref="KafkaAccessException">The options are not usable.</exception>
    public KafkaClientFactory(KafkaOptions options, ILoggerFactory loggers)
    {
        options.EnsureValid();
        _options = options;
        _logger = loggers.CreateLogger<KafkaClientFactory>();
    }

    public KafkaOptions Options => _options;

    /// <summary>Addresses, TLS and SASL: what every client has in common.</summary>
    public ClientConfig Connection() => KafkaClientConfig.Connection(_options);

    /// <summary>The settings of <see cref="Producer"/>.</summary>
    public ProducerConfig ProducerConfig(string clientId) => new(Connection())
    {
        ClientId = clientId,
        Acks = Acks.All,
        EnableIdempotence = true,
        CompressionType = KafkaClientConfig.Compression(_options.Compression),
        LingerMs = _options.Linger.TotalMilliseconds,
        MessageMaxBytes = TopicCatalog.LargestMessageBytes,
        QueueBufferingMaxKbytes = ProduceAheadKiB,
        // The Java client's hash: everything that writes a key must find the same partition, whatever it is written in.
        Partitioner = Partitioner.Murmur2Random,
        AllowAutoCreateTopics = false,
    };

    /// <summary>The settings of <see cref="Consumer"/>.</summary>
    /// <param name="start">Where a group without committed offsets begins.</param>
    public ConsumerConfig ConsumerConfig(string groupId, string clientId, AutoOffsetReset start) => new(Connection())
    {
        ClientId = clientId,
        GroupId = groupId,
        EnableAutoCommit = false,
        EnableAutoOffsetStore = false,
        AutoOffsetReset = start,
        IsolationLevel = IsolationLevel.ReadCommitted,
        SessionTimeoutMs = (int)_options.SessionTimeout.TotalMilliseconds,
        HeartbeatIntervalMs = (int)(_options.SessionTimeout.TotalMilliseconds / 5),
        MaxPollIntervalMs = (int)_options.MaxPollInterval.TotalMilliseconds,
        // A partition of a transactional topic ends in a marker that no consumer is given: only this event tells that it is drained.
        EnablePartitionEof = true,
        QueuedMaxMessagesKbytes = FetchAheadKiB,
        // A full queue makes the client pause its fetching this long. Its default of 1 s starves a reader that empties the queue sooner.
        FetchQueueBackoffMs = 10,
        // Partition n of every topic goes to the same member.
        PartitionAssignmentStrategy = PartitionAssignmentStrategy.Range,
        AllowAutoCreateTopics = false,
    };

    public IProducer<byte[], byte[]> Producer(string clientId, Action<ProducerConfig>? adjust = null)
    {
        var config = ProducerConfig(clientId);
        adjust?.Invoke(config);
        return new ProducerBuilder<byte[], byte[]>(config)
            .SetLogHandler((_, message) => LogMessage(clientId, message))
            .SetErrorHandler((_, error) => LogError(clientId, error))
            .Build();
    }

    /// <inheritdoc cref="ConsumerConfig" path="/param"/>
    public IConsumer<byte[], byte[]> Consumer(string groupId, string clientId, AutoOffsetReset start, Action<ConsumerConfig>? adjust = null)
    {
        var config = ConsumerConfig(groupId, clientId, start);
        adjust?.Invoke(config);
        return new ConsumerBuilder<byte[], byte[]>(config)
            .SetLogHandler((_, message) => LogMessage(clientId, message))
            .SetErrorHandler((_, error) => LogError(clientId, error))
            .Build();
    }

    public IAdminClient Admin(string clientId) =>
        new AdminClientBuilder(new AdminClientConfig(Connection()) { ClientId = clientId })
            .SetLogHandler((_, message) => LogMessage(clientId, message))
            .SetErrorHandler((_, error) => LogError(clientId, error))
            .Build();

    private void LogMessage(string clientId, LogMessage message)
    {
        var level = (LogLevel)message.LevelAs(LogLevelType.MicrosoftExtensionsLogging);
        Log.ClientMessage(_logger, level, clientId, message.Facility, message.Message);
    }

    private void LogError(string clientId, Error error)
    {
        if (error.IsFatal)
            Log.ClientFatal(_logger, clientId, error.Code, error.Reason);
        else
            Log.ClientError(_logger, clientId, error.Code, error.Reason);
    }
}
