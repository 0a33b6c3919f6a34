using Confluent.Kafka;

namespace AuditOps.EndToEnd.Tests.Driver;

/// <summary>A group's committed offsets over a topic, summed over its partitions.</summary>
internal sealed class ConsumerOffsets : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly IConsumer<Ignore, Ignore> _consumer;
    private readonly TopicPartition[] _partitions;

    public ConsumerOffsets(string bootstrap, string group, string topic)
    {
        _consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = bootstrap, GroupId = group, EnableAutoCommit = false })
            .SetLogHandler(static (_, _) => { }) // the broker is killed on purpose; its absence is no news
            .Build();
        using var admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
        _partitions = [.. admin.GetMetadata(topic, Deadline).Topics[0].Partitions.Select(partition => new TopicPartition(topic, partition.PartitionId))];
    }

    public long Committed() => _consumer.Committed(_partitions, Deadline).Sum(offset => Math.Max(0, offset.Offset.Value));

    public long End() => _partitions.Sum(partition => _consumer.QueryWatermarkOffsets(partition, Deadline).High.Value);

    /// <summary>Waits until everything in the topic is committed, and returns the sum.</summary>
    public Task<long> DrainedAsync() => Eventually.HoldsAsync("the group having read everything", () => Task.FromResult((Committed: Committed(), End: End())), at => at.Committed == at.End)
        .ContinueWith(done => done.GetAwaiter().GetResult().Committed, TaskScheduler.Default);

    public void Dispose() => _consumer.Dispose();
}
