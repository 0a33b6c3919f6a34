using Confluent.Kafka;

namespace AuditOps.Streams.Runtime.Kafka;

/// <summary>The client settings that the runtime's guarantees rest on.</summary>
internal static class KafkaSessionConfig
{
    public static ConsumerConfig Consumer(StreamsOptions options, string clientId) => new(new Dictionary<string, string>(options.Client))
    {
        ClientId = clientId,
        GroupId = options.GroupId,
        EnableAutoCommit = false,
        EnableAutoOffsetStore = false,
        AutoOffsetReset = AutoOffsetReset.Earliest,
        IsolationLevel = IsolationLevel.ReadCommitted,
        // The only reliable sign that a partition is drained: a transactional topic ends in a marker that is never polled.
        EnablePartitionEof = true,
        AllowAutoCreateTopics = false,
        PartitionAssignmentStrategy = PartitionAssignmentStrategy.Range,
        SessionTimeoutMs = (int)options.SessionTimeout.TotalMilliseconds,
        HeartbeatIntervalMs = (int)Math.Max(100, options.SessionTimeout.TotalMilliseconds / 5),
        FetchMinBytes = options.FetchMinBytes,
        FetchWaitMaxMs = (int)options.FetchMaxWait.TotalMilliseconds,
        QueuedMaxMessagesKbytes = options.FetchAheadKiB,
        ConsumeResultFields = "headers,timestamp,topic",
    };

    public static ProducerConfig Producer(StreamsOptions options, string clientId) => new(new Dictionary<string, string>(options.Client))
    {
        ClientId = clientId,
        Acks = Acks.All,
        EnableIdempotence = true,
        LingerMs = options.Linger.TotalMilliseconds,
        CompressionType = options.Compression,
        // Room for the headers and the batch around the largest record.
        MessageMaxBytes = options.MaxRecordBytes + 64 * 1024,
        MessageTimeoutMs = (int)options.DeliveryTimeout.TotalMilliseconds,
        QueueBufferingMaxKbytes = 64 * 1024,
        Partitioner = Partitioner.Murmur2Random,
        DeliveryReportFields = "status",
    };
}
