using AuditOps.Kafka;
using AuditOps.Schemas.Contracts;
using Confluent.Kafka;

namespace AuditOps.Processors.Sinks;

/// <summary>Reads the records of a plan again, of whichever partitions they are: a batch is one insert even when its partitions belong to several members by now.</summary>
internal sealed class SinkRebuilder(KafkaClientFactory clients, SinkTable table, TimeProvider time)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Reads what is there.</summary>
    /// <returns>By partition of which records are not there any more: the first offset that is left, the end of the range if none is.</returns>
    /// <exception cref="SinkInterruptedException">Kafka did not give them in time.</exception>
    public IReadOnlyDictionary<int, long> Read(SinkPlan plan, List<SinkRecord> records, CancellationToken cancel)
    {
        using var consumer = clients.Consumer($"{table.Group}.rebuild", $"{table.Group}.rebuild", AutoOffsetReset.Error);
        var began = time.GetTimestamp();
        while (true)
        {
            var firstLeft = new Dictionary<int, long>();
            var ends = new Dictionary<int, long>();
            var starts = new List<TopicPartitionOffset>();
            foreach (var range in plan.Ranges)
            {
                var watermarks = Watermarks(consumer, new TopicPartition(table.Topic, range.Partition));
                // A log that ends before the plan does is another one than the plan was made for.
                var from = watermarks.High.Value < range.To ? range.To : Math.Max(range.From, watermarks.Low.Value);
                if (from > range.From)
                    firstLeft.Add(range.Partition, Math.Min(from, range.To));
                if (from >= range.To)
                    continue;
                ends.Add(range.Partition, range.To);
                starts.Add(new TopicPartitionOffset(table.Topic, range.Partition, from));
            }

            records.Clear();
            if (TryRead(consumer, plan, starts, ends, records, began, cancel))
                return firstLeft;
        }
    }

    /// <returns>False when records have expired while they were read.</returns>
    private bool TryRead(
        IConsumer<byte[], byte[]> consumer, SinkPlan plan, List<TopicPartitionOffset> starts, Dictionary<int, long> ends, List<SinkRecord> records, long began, CancellationToken cancel)
    {
        consumer.Assign(starts);
        while (ends.Count > 0)
        {
            cancel.ThrowIfCancellationRequested();
            if (time.GetElapsedTime(began) > Deadline)
                throw new SinkInterruptedException($"the records of plan {plan.Token} could not be read in {Deadline}");
            try
            {
                if (consumer.Consume(Step) is not { } result || !ends.TryGetValue(result.Partition.Value, out var to))
                    continue;
                if (!result.IsPartitionEOF && result.Offset.Value < to)
                    records.Add(SinkRecord.Of(result));
                // Behind the last record may lie a marker that no consumer is given, so either of the two ends the range.
                if (result.IsPartitionEOF ? result.Offset.Value >= to : result.Offset.Value >= to - 1)
                    ends.Remove(result.Partition.Value);
            }
            catch (ConsumeException e) when (SinkErrors.IsOutOfRange(e.Error.Code))
            {
                return false;
            }
            catch (ConsumeException e) when (!e.Error.IsFatal && !SinkErrors.IsRefusal(e.Error.Code))
            {
                cancel.WaitHandle.WaitOne(Step);
            }
        }

        return true;
    }

    private static WatermarkOffsets Watermarks(IConsumer<byte[], byte[]> consumer, TopicPartition partition)
    {
        try
        {
            return consumer.QueryWatermarkOffsets(partition, AskTimeout);
        }
        catch (KafkaException e) when (!e.Error.IsFatal && !SinkErrors.IsRefusal(e.Error.Code))
        {
            throw new SinkInterruptedException($"{partition}: {e.Error.Reason}", e);
        }
    }
}
