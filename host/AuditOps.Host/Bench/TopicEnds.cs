using Confluent.Kafka;

namespace AuditOps.Host.Bench;

/// <summary>How many offsets a topic has, commit markers included (one for each transaction and partition).</summary>
internal sealed class TopicEnds : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly IConsumer<Ignore, Ignore> _consumer;
    private readonly TopicPartition[] _partitions;

    public TopicEnds(string bootstrap, string topic)
    {
        _consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = bootstrap, GroupId = "ends", IsolationLevel = IsolationLevel.ReadCommitted })
            .SetLogHandler(static (_, _) => { })
            .Build();
        using var admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
        _partitions = [.. admin.GetMetadata(topic, Deadline).Topics[0].Partitions.Select(partition => new TopicPartition(topic, partition.PartitionId))];
    }

    public long Sum() => _partitions.Sum(partition => _consumer.QueryWatermarkOffsets(partition, Deadline).High.Value);

    public void Dispose() => _consumer.Dispose();
}
