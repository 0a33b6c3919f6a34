using AuditOps.Kafka;
using AuditOps.Schemas.Contracts;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Processors.Sinks;

/// <summary>
/// What comes before reading: the plans of the given partitions that were committed but not finished are carried out again, exactly as they stand, whoever made them.
/// </summary>
internal sealed class SinkRecovery(
    SinkTable table, SinkJob job, SinkLosses lost, SinkGaps gaps, SinkPlans plans, SinkTransactions transactions, SinkHealth health, SinkTelemetry telemetry, KafkaClientFactory clients,
    TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SchemaWait = TimeSpan.FromMilliseconds(200);

    private long _oldestAt;

    /// <summary>Timestamp of the oldest record of the plan that is being carried out; null where none is known.</summary>
    public DateTimeOffset? OldestAt => Interlocked.Read(ref _oldestAt) is var ticks and > 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    private readonly SinkRebuilder _rebuilder = new(clients, table, time);

    public async Task<SinkResume> RunAsync(IConsumer<byte[], byte[]> consumer, IReadOnlyList<TopicPartition> partitions, IConsumerGroupMetadata member, CancellationToken cancel)
    {
        // In this order: what an earlier holder of our name left open ends, then the offsets are settled, then every plan that they can belong to is visible.
        transactions.EnsureOpen(cancel);
        var committed = Committed(consumer, partitions, cancel);
        plans.CatchUp(cancel);

        var epochs = partitions.ToDictionary(partition => partition.Partition.Value, partition => EpochOf(partition.Partition.Value, committed));
        var (stored, letters) = (0, 0);
        foreach (var plan in OpenPlans(committed))
        {
            var own = plan.Ranges.Where(range => committed.TryGetValue(range.Partition, out var at) && at == range.From).Select(range => range.Partition).ToHashSet();
            using var batch = new SinkBatch();
            // What is left goes under the token of the whole: ClickHouse drops it if the whole went in before, which is right either way.
            var firstLeft = await RebuildAsync(plan, batch, cancel);
            var losses = firstLeft.Count == 0 ? [] : await lost.FindAsync(plan, batch, firstLeft, own, cancel);
            Interlocked.Exchange(ref _oldestAt, batch.IsEmpty ? 0 : batch.OldestAt.UtcTicks);
            var outcome = await job.CarryOutAsync(batch, plan, own, losses, member, cancel);
            Interlocked.Exchange(ref _oldestAt, 0);
            Tell(plan, losses);
            (stored, letters) = (stored + outcome.Stored, letters + outcome.DeadLettered);
            telemetry.Repeated(table.Name);
            Log.SinkPlanRepeated(logger, table.Name, plan.Token, plan.Records);
            foreach (var range in plan.Ranges)
            {
                if (own.Contains(range.Partition))
                    committed[range.Partition] = range.To;
            }
        }

        foreach (var partition in gaps.Settle(consumer, committed, member, cancel))
            epochs[partition] = time.GetUtcNow().ToUnixTimeMilliseconds();
        var positions = partitions.Select(partition => new TopicPartitionOffset(
            partition, committed.TryGetValue(partition.Partition.Value, out var at) ? new Offset(at) : Offset.Beginning)).ToList();
        return new SinkResume(positions, epochs, new SinkOutcome(stored, letters));
    }

    private static Dictionary<int, long> Committed(IConsumer<byte[], byte[]> consumer, IReadOnlyList<TopicPartition> partitions, CancellationToken cancel)
    {
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                return consumer.Committed(partitions, AskTimeout).Where(offset => !offset.Offset.IsSpecial)
                    .ToDictionary(offset => offset.Partition.Value, offset => offset.Offset.Value);
            }
            catch (KafkaException e) when (!e.Error.IsFatal && !SinkErrors.IsRefusal(e.Error.Code))
            {
                // Also while a transaction of an earlier member is still open on these offsets.
                cancel.WaitHandle.WaitOne(SchemaWait);
            }
        }
    }

    /// <summary>Offsets that go on with a group's count keep its epoch; a group without offsets may stand before a topic that was made anew.</summary>
    private long EpochOf(int partition, Dictionary<int, long> committed)
    {
        if (committed.ContainsKey(partition) && plans[partition] is { } plan)
        {
            foreach (var range in plan.Ranges)
            {
                if (range.Partition == partition)
                    return range.Epoch;
            }
        }

        return time.GetUtcNow().ToUnixTimeMilliseconds();
    }

    /// <summary>A plan is open while its partition stands where it begins. An offset elsewhere was moved by a person, who wants those records read anew.</summary>
    private IReadOnlyCollection<SinkPlan> OpenPlans(Dictionary<int, long> committed)
    {
        var open = new Dictionary<string, SinkPlan>(StringComparer.Ordinal);
        foreach (var (partition, at) in committed)
        {
            if (plans[partition] is not { } plan || plan.Topic != table.Topic || !plan.Ranges.Any(range => range.Partition == partition && range.From == at))
                continue;
            // Members that shared the plan may have divided it apart from one another; the finer division knows more refusals.
            if (!open.TryGetValue(plan.Token, out var other) || other.Pieces.Count < plan.Pieces.Count)
                open[plan.Token] = plan;
        }

        return open.Values;
    }

    private void Tell(SinkPlan plan, IReadOnlyList<SinkLoss> losses)
    {
        var expired = losses.Sum(loss => loss.Expired);
        telemetry.Expired(table.Name, expired);
        if (losses.Count > 0)
            Log.SinkPlanExpired(logger, table.Name, plan.Token, plan.Records, expired, losses.Sum(loss => loss.Stored));
    }

    private async Task<IReadOnlyDictionary<int, long>> RebuildAsync(SinkPlan plan, SinkBatch batch, CancellationToken cancel)
    {
        var records = new List<SinkRecord>();
        var firstLeft = _rebuilder.Read(plan, records, cancel);
        var epochs = plan.Ranges.ToDictionary(range => range.Partition, range => range.Epoch);
        foreach (var record in records)
        {
            while (!batch.TryTake(table, record, epochs[record.Partition.Partition.Value], time.GetTimestamp(), out var waitsFor))
            {
                health.Failed(waitsFor);
                await Task.Delay(SchemaWait, time, cancel);
            }
        }

        return firstLeft;
    }
}
