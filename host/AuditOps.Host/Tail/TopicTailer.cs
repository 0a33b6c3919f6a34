using AuditOps.Kafka;
using Confluent.Kafka;

namespace AuditOps.Host.Tail;

/// <summary>Reads records of a topic from a place on, committed ones only unless asked otherwise; commits nothing and joins no group.</summary>
internal static class TopicTailer
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PollStep = TimeSpan.FromMilliseconds(100);

    /// <exception cref="HostException">There is no such topic or partition.</exception>
    public static void Run(KafkaClientFactory clients, TailOptions options, Action<ConsumeResult<byte[], byte[]>> show, CancellationToken cancel)
    {
        using var consumer = clients.Consumer("auditops.topics", "auditops-topics", AutoOffsetReset.Earliest, config =>
        {
            if (options.Uncommitted) config.IsolationLevel = IsolationLevel.ReadUncommitted;
        });
        var open = new HashSet<int>();
        consumer.Assign(Partitions(consumer, options).Select(partition =>
        {
            open.Add(partition.Partition.Value);
            return new TopicPartitionOffset(partition, Start(consumer, partition, options));
        }));
        var shown = 0;
        while (open.Count > 0 && !cancel.IsCancellationRequested && (options.Max is not { } max || shown < max))
        {
            if (consumer.Consume(PollStep) is not { } record) continue;
            if (!record.IsPartitionEOF)
            {
                shown++;
                show(record);
            }
            else if (!options.Follow)
            {
                open.Remove(record.Partition.Value);
            }
        }
    }

    private static TopicPartition[] Partitions(IConsumer<byte[], byte[]> consumer, TailOptions options)
    {
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var topic = admin.GetMetadata(options.Topic, Deadline).Topics[0];
        if (topic.Error.IsError || topic.Partitions.Count == 0) throw new HostException($"there is no topic {options.Topic}; auditops topics list shows those there are.");
        var found = topic.Partitions.Select(partition => partition.PartitionId).Where(id => options.Partition is not { } wanted || wanted == id).Select(id => new TopicPartition(options.Topic, id)).ToArray();
        return found.Length > 0 ? found : throw new HostException($"{options.Topic} has {topic.Partitions.Count} partitions, from 0; {options.Partition} is not one of them.");
    }

    private static Offset Start(IConsumer<byte[], byte[]> consumer, TopicPartition partition, TailOptions options)
    {
        if (options.From == Offset.Beginning.Value) return Offset.Beginning;
        var marks = consumer.QueryWatermarkOffsets(partition, Deadline);
        if (options.From >= 0) return Math.Clamp(options.From, marks.Low.Value, marks.High.Value);
        // Following starts at the end; looking back shows the last ones. Markers take offsets, so it may be fewer.
        return options.Follow ? marks.High : new Offset(Math.Max(marks.Low.Value, marks.High.Value - (options.Max ?? 20)));
    }
}
