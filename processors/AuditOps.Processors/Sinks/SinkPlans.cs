using System.Globalization;
using System.Text;
using AuditOps.Kafka;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;

namespace AuditOps.Processors.Sinks;

/// <summary>The newest plan of each partition of one sink, as committed on sink-plan.v1. Reads on from where it stopped.</summary>
internal sealed class SinkPlans(KafkaClientFactory clients, string sink, ISchemaSource schemas, TimeProvider time)
{
    private static readonly TopicPartition Log = new(TopicNames.SinkPlan, 0);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Longer than any transaction may stay open: an open one hides what follows it.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private readonly Dictionary<int, SinkPlan> _plans = [];
    private long _next;

    public static byte[] KeyOf(string sink, int partition) => Keys.Join(sink, partition.ToString(CultureInfo.InvariantCulture));

    public SinkPlan? this[int partition] => _plans.GetValueOrDefault(partition);

    /// <summary>Reads up to what was written, committed or not, when this began: a plan whose commit is still on its way to the partition is waited for.</summary>
    /// <exception cref="SinkInterruptedException">Not read in time.</exception>
    public void CatchUp(CancellationToken cancel)
    {
        var end = End();
        if (_next >= end)
            return;
        using var consumer = clients.Consumer($"auditops.sink-plan.{sink}", $"auditops-sink-plan-{sink}", AutoOffsetReset.Earliest);
        consumer.Assign(new TopicPartitionOffset(Log, _next));
        var began = time.GetTimestamp();
        while (_next < end)
        {
            cancel.ThrowIfCancellationRequested();
            if (time.GetElapsedTime(began) > Deadline)
                throw new SinkInterruptedException($"{TopicNames.SinkPlan} could not be read up to offset {end}");
            try
            {
                if (consumer.Consume(Step) is not { } result)
                    continue;
                _next = result.IsPartitionEOF ? result.Offset.Value : result.Offset.Value + 1;
                if (!result.IsPartitionEOF)
                    Learn(result.Message);
            }
            catch (ConsumeException e) when (!e.Error.IsFatal && !SinkErrors.IsRefusal(e.Error.Code))
            {
                cancel.WaitHandle.WaitOne(Step);
            }
        }
    }

    private long End()
    {
        using var consumer = clients.Consumer(
            $"auditops.sink-plan.{sink}", $"auditops-sink-plan-{sink}", AutoOffsetReset.Earliest, config => config.IsolationLevel = IsolationLevel.ReadUncommitted);
        try
        {
            return consumer.QueryWatermarkOffsets(Log, AskTimeout).High.Value;
        }
        catch (KafkaException e) when (!e.Error.IsFatal && !SinkErrors.IsRefusal(e.Error.Code))
        {
            throw new SinkInterruptedException($"{TopicNames.SinkPlan}: {e.Error.Reason}", e);
        }
    }

    private void Learn(Message<byte[], byte[]> message)
    {
        if (message.Key is null || Keys.Split(message.Key) is not { } key || key.First != sink || !int.TryParse(key.Last, NumberStyles.None, CultureInfo.InvariantCulture, out var partition))
            return;
        if (message.Value is null)
        {
            _plans.Remove(partition);
            return;
        }

        try
        {
            _plans[partition] = Codecs.SinkPlan.Decode(message.Value, schemas);
        }
        catch (AvroException e)
        {
            throw new SinkInterruptedException($"the plan under {Encoding.UTF8.GetString(message.Key)} cannot be read: {e.Message}", e);
        }
    }
}
