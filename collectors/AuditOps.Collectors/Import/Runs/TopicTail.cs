using AuditOps.Kafka;
using Confluent.Kafka;

namespace AuditOps.Collectors.Import.Runs;

/// <summary>Reads a stretch of a topic, all partitions, by offsets; outside any consumer group.</summary>
internal static class TopicTail
{
    /// <summary>End offsets by partition.</summary>
    public static IReadOnlyList<long> Ends(KafkaClientFactory clients, string topic, TimeSpan deadline)
    {
        using var consumer = Reader(clients);
        return [.. Partitions(consumer, topic, deadline).Select(partition => consumer.QueryWatermarkOffsets(partition, deadline).High.Value)];
    }

    /// <param name="from">First offset by partition; null = the first there is.</param>
    /// <param name="to">Offset by partition to stop before; null = the end at the start of reading.</param>
    public static void Read(KafkaClientFactory clients, string topic, IReadOnlyList<long>? from, IReadOnlyList<long>? to, TimeSpan deadline, Action<ConsumeResult<byte[], byte[]>> take, CancellationToken cancel)
    {
        using var consumer = Reader(clients);
        var open = new Dictionary<int, long>();
        var starts = new List<TopicPartitionOffset>();
        foreach (var partition in Partitions(consumer, topic, deadline))
        {
            var index = partition.Partition.Value;
            var marks = consumer.QueryWatermarkOffsets(partition, deadline);
            var end = to is not null && index < to.Count ? Math.Min(to[index], marks.High.Value) : marks.High.Value;
            var start = Math.Max(from is not null && index < from.Count ? from[index] : 0, marks.Low.Value);
            if (start >= end) continue;
            open[index] = end;
            starts.Add(new TopicPartitionOffset(partition, start));
        }

        consumer.Assign(starts);
        while (open.Count > 0)
        {
            var record = consumer.Consume(cancel);
            var index = record.Partition.Value;
            if (!open.TryGetValue(index, out var end)) continue;
            if (!record.IsPartitionEOF && record.Offset.Value < end) take(record);
            // The last offsets may be markers that no reader is given: the end event closes the partition too.
            if (record.IsPartitionEOF || record.Offset.Value >= end - 1) open.Remove(index);
        }
    }

    private static IConsumer<byte[], byte[]> Reader(KafkaClientFactory clients) => clients.Consumer("auditops.import-reader", "auditops-import-reader", AutoOffsetReset.Earliest);

    private static TopicPartition[] Partitions(IConsumer<byte[], byte[]> consumer, string topic, TimeSpan deadline)
    {
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        try
        {
            var found = admin.GetMetadata(topic, deadline).Topics[0];
            if (found.Error.IsError || found.Partitions.Count == 0) throw new CollectorsException(CollectorsErrorCode.NotAcknowledged, $"the topic {topic} is not there; run auditops provision first.");
            return [.. found.Partitions.Select(partition => new TopicPartition(topic, partition.PartitionId)).OrderBy(partition => partition.Partition.Value)];
        }
        catch (KafkaException exception)
        {
            throw new CollectorsException(CollectorsErrorCode.NotAcknowledged, $"Kafka does not answer: {exception.Error.Reason}.", exception);
        }
    }
}
