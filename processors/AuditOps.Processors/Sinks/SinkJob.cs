using AuditOps.Kafka.Transactions;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Processors.Sinks;

/// <summary>
/// Carries a batch out: its plan with the unmoved offsets in one transaction, its insert, then letters, counts and the moved offsets in a second one. After a
/// crash at any point whoever takes the partitions finds either no plan, and makes a new one, or an open one, and repeats it.
/// </summary>
internal sealed class SinkJob(SinkTable table, SinkStore store, SinkTransactions transactions, SinkHealth health, SinkTelemetry telemetry, TimeProvider time, ILogger logger)
{
    public async Task<SinkOutcome> RunAsync(SinkBatch batch, IConsumerGroupMetadata member, CancellationToken cancel)
    {
        var plan = batch.Plan(table, time.GetUtcNow());
        CommitPlan(plan, null, member, cancel);
        return await CarryOutAsync(batch, plan, null, [], member, cancel);
    }

    /// <param name="batch">The records of the plan that are there.</param>
    /// <param name="plan">The plan as committed.</param>
    /// <param name="own">The partitions whose counts and offsets this worker is to commit; null for all.</param>
    /// <param name="losses">What of those partitions is not there any more.</param>
    /// <param name="member">The group member that holds the partitions.</param>
    /// <param name="cancel">Ends the wait for ClickHouse.</param>
    public async Task<SinkOutcome> CarryOutAsync(
        SinkBatch batch, SinkPlan plan, IReadOnlySet<int>? own, IReadOnlyList<SinkLoss> losses, IConsumerGroupMetadata member, CancellationToken cancel)
    {
        var refused = await store.StoreAsync(table, batch, plan, divided => CommitPlan(divided, own, member, cancel), health, cancel);
        var records = new List<PendingRecord>();
        var counts = new SinkCounts(table);
        var now = time.GetUtcNow();
        var letters = 0;
        var withoutRow = new HashSet<(int, long)>();
        foreach (var one in refused)
        {
            var record = one.Record;
            withoutRow.Add((record.Partition.Partition.Value, record.Offset));
            if (own is not null && !own.Contains(record.Partition.Partition.Value))
                continue;
            letters += Bury(one, records, counts, now) ? 1 : 0;
        }

        var stored = 0;
        foreach (var part in batch.Parts)
        {
            if (own is not null && !own.Contains(part.Partition.Partition.Value))
                continue;
            foreach (var unit in part.Units)
            {
                if (withoutRow.Count > 0 && withoutRow.Contains((unit.Record.Partition.Partition.Value, unit.Record.Offset)))
                    continue;
                counts.Stored(unit.Count);
                stored++;
            }
        }

        foreach (var loss in losses)
            counts.Lost(loss);
        counts.AddTo(records, now);
        var offsets = plan.Ranges.Where(range => own is null || own.Contains(range.Partition))
            .Select(range => new TopicPartitionOffset(table.Topic, range.Partition, range.To)).ToList();
        transactions.Commit(new SinkCommit(records, offsets, member), cancel);
        telemetry.Buried(table.Name, letters);
        return new SinkOutcome(stored, letters);
    }

    private void CommitPlan(SinkPlan plan, IReadOnlySet<int>? own, IConsumerGroupMetadata member, CancellationToken cancel)
    {
        var value = Codecs.SinkPlan.Encode(plan);
        var ranges = plan.Ranges.Where(range => own is null || own.Contains(range.Partition)).ToList();
        transactions.Commit(
            new SinkCommit(
                [.. ranges.Select(range => new PendingRecord(TopicNames.SinkPlan, SinkPlans.KeyOf(table.Name, range.Partition), value, null, plan.PlannedAt))],
                // Unmoved, but refused when the partitions have gone to another member: its plan and ours could otherwise both be open.
                [.. ranges.Select(range => new TopicPartitionOffset(table.Topic, range.Partition, range.From))],
                member),
            cancel);
    }

    /// <returns>False when the record is itself a letter about a letter: it stays on its topic only.</returns>
    private bool Bury(in RefusedRecord refused, List<PendingRecord> records, SinkCounts counts, DateTimeOffset now)
    {
        var record = refused.Record;
        var coordinates = $"{record.Partition.Topic}/{record.Partition.Partition.Value}@{record.Offset}";
        if (table.LetterFor(refused, now) is not { } letter)
        {
            Log.SinkCannotBury(logger, table.Name, coordinates, refused.Reason);
            return false;
        }

        counts.DeadLettered(letter);
        records.Add(new PendingRecord(TopicNames.DeadLetters, record.Key, Codecs.DeadLetter.Encode(letter), record.Headers, now));
        Log.SinkBuried(logger, table.Name, coordinates, refused.Code.ToString());
        return true;
    }
}
