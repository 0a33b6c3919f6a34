using Confluent.Kafka;

namespace AuditOps.EndToEnd.Tests.Driver;

/// <summary>A group's committed offsets over a topic, summed over its partitions.</summary>
internal sealed class ConsumerOffsets : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly IConsumer<Ignore, Ignore> _consumer;
    private readonly TopicPartition[] _partitions;

    public ConsumerOffsets(string bootstrap, string group, string topic)
    {
        _consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = bootstrap, GroupId = group, EnableAutoCommit = false, EnablePartitionEof = true })
            .SetLogHandler(static (_, _) => { }) // the broker is killed on purpose; its absence is no news
            .Build();
        using var admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
        _partitions = [.. admin.GetMetadata(topic, Deadline).Topics[0].Partitions.Select(partition => new TopicPartition(topic, partition.PartitionId))];
    }

    public long Committed() => _consumer.Committed(_partitions, Deadline).Sum(offset => Math.Max(0, offset.Offset.Value));

    /// <summary>Offsets of the topic so far, open transactions included.</summary>
    public long End() => _partitions.Sum(partition => _consumer.QueryWatermarkOffsets(partition, Deadline).High.Value);

    /// <summary>Committed records in the topic.</summary>
    public long Records()
    {
        _consumer.Assign(_partitions.Select(partition => new TopicPartitionOffset(partition, Offset.Beginning)));
        long records = 0;
        for (var ended = 0; ended < _partitions.Length;)
        {
            if (_consumer.Consume(Deadline) is not { } result) throw new TimeoutException("the topic's end did not come");
            if (result.IsPartitionEOF) ended++;
            else records++;
        }

        _consumer.Unassign();
        return records;
    }

    /// <summary>Waits until everything in the topic is committed, and returns the sum of the committed offsets.</summary>
    public Task<long> DrainedAsync() => Eventually.HoldsAsync("the group having read everything", () => Task.FromResult((Offsets: Committed(), Left: Left())), at => at.Left == 0)
        .ContinueWith(done => done.GetAwaiter().GetResult().Offsets, TaskScheduler.Default);

    /// <summary>Partitions that have records behind the committed offset. Offsets do not tell: the marker that ends a transaction takes one too.</summary>
    private int Left()
    {
        var committed = _consumer.Committed(_partitions, Deadline);
        _consumer.Assign(committed.Select(offset => offset.Offset.IsSpecial ? new TopicPartitionOffset(offset.TopicPartition, Offset.Beginning) : offset));
        try
        {
            var open = _partitions.ToHashSet();
            var left = 0;
            while (open.Count > 0 && _consumer.Consume(Deadline) is { } result)
            {
                // A partition's first answer is either its end or a record.
                if (open.Remove(result.TopicPartition) && !result.IsPartitionEOF)
                    left++;
            }

            return left + open.Count;
        }
        finally
        {
            _consumer.Unassign();
        }
    }

    public void Dispose() => _consumer.Dispose();
}
