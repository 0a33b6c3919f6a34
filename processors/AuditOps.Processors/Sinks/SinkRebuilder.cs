using AuditOps.Kafka;
using AuditOps.Schemas.Contracts;
using Confluent.Kafka;

namespace AuditOps.Processors.Sinks;

/// <summary>Reads the records of a plan again, of whichever partitions they are: a batch is one insert even when its partitions belong to several members by now.</summary>
internal sealed class SinkRebuilder(KafkaClientFactory clients, SinkTable table, TimeProvider time)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    /// <returns>False when not all of the records are there any more.</returns>
    /// <exception cref="SinkInterruptedException">Kafka did not give them in time.</exception>
    public bool TryRead(SinkPlan plan, List<SinkRecord> records, CancellationToken cancel)
    {
        var ends = plan.Ranges.ToDictionary(range => range.Partition, range => range.To);
        using var consumer = clients.Consumer($"{table.Group}.rebuild", $"{table.Group}.rebuild", AutoOffsetReset.Error);
        consumer.Assign(plan.Ranges.Select(range => new TopicPartitionOffset(table.Topic, range.Partition, range.From)));
        var began = time.GetTimestamp();
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
            catch (ConsumeException e) when (e.Error.Code is ErrorCode.Local_AutoOffsetReset or ErrorCode.OffsetOutOfRange)
            {
                return false;
            }
            catch (ConsumeException e) when (!e.Error.IsFatal && !SinkErrors.IsRefusal(e.Error.Code))
            {
                cancel.WaitHandle.WaitOne(Step);
            }
        }

        return records.Count == plan.Records;
    }
}
