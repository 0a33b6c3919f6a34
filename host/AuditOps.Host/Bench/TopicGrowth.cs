using System.Diagnostics;
using Confluent.Kafka;

namespace AuditOps.Host.Bench;

/// <summary>Tells when a topic has grown since this was made. Records of open transactions count: they are on their way.</summary>
internal sealed class TopicGrowth : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    private readonly IConsumer<Ignore, Ignore> _consumer;
    private readonly TopicPartition[] _partitions;
    private readonly long _start;

    public TopicGrowth(string bootstrap, string topic)
    {
        _consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = bootstrap, GroupId = "growth", IsolationLevel = IsolationLevel.ReadUncommitted })
            .SetLogHandler(static (_, _) => { }) // the broker is killed on purpose; its absence is no news
            .Build();
        using var admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
        _partitions = [.. admin.GetMetadata(topic, Deadline).Topics[0].Partitions.Select(partition => new TopicPartition(topic, partition.PartitionId))];
        _start = End();
    }

    public async Task<bool> HasGrownAsync(CancellationToken cancel)
    {
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < Deadline; await Task.Delay(Look, cancel))
        {
            if (End() > _start)
                return true;
        }

        return false;
    }

    public void Dispose() => _consumer.Dispose();

    private long End() => _partitions.Sum(partition => _consumer.QueryWatermarkOffsets(partition, Deadline).High.Value);
}
