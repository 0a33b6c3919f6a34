using AuditOps.Kafka;
using Confluent.Kafka;

namespace AuditOps.Collectors.Import.Runs;

/// <summary>Reads a stretch of a topic, all partitions, by offsets; committed records only, outside any consumer group.</summary>
internal static class TopicTail
{
    private static readonly TimeSpan PollStep = TimeSpan.FromMilliseconds(200);

    /// <summary>End offsets by partition.</summary>
    /// <exception cref="CollectorsException">Kafka does not answer in time.</exception>
    public static IReadOnlyList<long> Ends(KafkaClientFactory clients, string topic, TimeSpan deadline)
    {
        using var consumer = Reader(clients);
        return [.. Partitions(consumer, topic, deadline).Select(partition => Marks(consumer, partition, deadline).High.Value)];
    }

    /// <param name="from">First offset by partition; null = the first there is.</param>
    /// <param name="silence">Longest time without a record before it counts as a failure.</param>
    /// <exception cref="CollectorsException">Kafka does not answer in time.</exception>
    public static void Read(KafkaClientFactory clients, string topic, IReadOnlyList<long>? from, TimeSpan silence, TimeProvider time, Action<ConsumeResult<byte[], byte[]>> take, CancellationToken cancel)
    {
        using var consumer = Reader(clients);
        var open = new Dictionary<int, long>();
        var starts = new List<TopicPartitionOffset>();
        foreach (var partition in Partitions(consumer, topic, silence))
        {
            var index = partition.Partition.Value;
            var marks = Marks(consumer, partition, silence);
            var start = Math.Max(from is not null && index < from.Count ? from[index] : 0, marks.Low.Value);
            if (start >= marks.High.Value) continue;
            open[index] = marks.High.Value;
            starts.Add(new TopicPartitionOffset(partition, start));
        }

        consumer.Assign(starts);
        var heard = time.GetTimestamp();
        while (open.Count > 0)
        {
            cancel.ThrowIfCancellationRequested();
            if (Poll(consumer) is not { } record)
            {
                if (time.GetElapsedTime(heard) > silence) throw new CollectorsException(CollectorsErrorCode.NotAcknowledged, $"Kafka does not hand out {topic}: nothing came for {silence.TotalSeconds:0} s.");
                continue;
            }

            heard = time.GetTimestamp();
            var index = record.Partition.Value;
            if (!open.TryGetValue(index, out var end)) continue;
            if (!record.IsPartitionEOF && record.Offset.Value < end) take(record);
            // The last offsets may be markers that no reader is given. An end event before the end is a transaction that is open: what lies behind it is still to come.
            if (record.IsPartitionEOF ? record.Offset.Value >= end : record.Offset.Value >= end - 1) open.Remove(index);
        }
    }

    private static ConsumeResult<byte[], byte[]>? Poll(IConsumer<byte[], byte[]> consumer)
    {
        try
        {
            return consumer.Consume(PollStep);
        }
        catch (ConsumeException exception) when (!exception.Error.IsFatal)
        {
            // A broker that is away for a moment; the deadline for silence decides.
            return null;
        }
    }

    private static WatermarkOffsets Marks(IConsumer<byte[], byte[]> consumer, TopicPartition partition, TimeSpan deadline)
    {
        try
        {
            return consumer.QueryWatermarkOffsets(partition, deadline);
        }
        catch (KafkaException exception)
        {
            throw new CollectorsException(CollectorsErrorCode.NotAcknowledged, $"Kafka does not answer: {exception.Error.Reason}.", exception);
        }
    }

    private static IConsumer<byte[], byte[]> Reader(KafkaClientFactory clients) => clients.Consumer("auditops.import-reader", "auditops-import-reader", AutoOffsetReset.Earliest);

    public static TopicPartition[] Partitions(IConsumer<byte[], byte[]> consumer, string topic, TimeSpan deadline)
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
