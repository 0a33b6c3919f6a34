using System.Text;
using AuditOps.Collectors.Import.Runs;
using AuditOps.Collectors.Publishing;
using AuditOps.Kafka;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;

namespace AuditOps.Collectors.Import;

/// <summary>
/// Waits until a run's records can be queried, by the Kafka protocol alone: the ingest group has passed the end of the raw topic, then the sink group the end of the enriched one.
/// The count is of distinct events of this run below what the sink has committed, less what it dead-lettered.
/// </summary>
internal sealed class ImportWait(KafkaClientFactory clients, string run, TimeProvider time)
{
    private const string SinkStage = "sink";
    private static readonly TimeSpan CallDeadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(100);

    /// <returns>Distinct events stored, or a sentence that says what is behind.</returns>
    public async Task<(long? Stored, string? Failure)> RunAsync(ImportCheckpoint checkpoint, TimeSpan timeout, IProgress<ImportProgress>? progress, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        foreach (var (group, topic, step) in Steps)
        {
            var ends = TopicTail.Ends(clients, topic, CallDeadline);
            if (await ReachedAsync(group, topic, ends, step, began, timeout, progress, cancel) is { } failure) return (null, failure);
        }

        return (Count(checkpoint, cancel), null);
    }

    private static (string Group, string Topic, string Step)[] Steps { get; } =
    [
        (ConsumerGroups.IngestHistory, TopicNames.RawHistory, "normalising"),
        (ConsumerGroups.SinkEvents, TopicNames.Enriched, "storing"),
        (ConsumerGroups.SinkDeadLetters, TopicNames.DeadLetters, "storing dead letters"),
    ];

    private async Task<string?> ReachedAsync(string group, string topic, IReadOnlyList<long> ends, string step, long began, TimeSpan timeout, IProgress<ImportProgress>? progress, CancellationToken cancel)
    {
        using var consumer = clients.Consumer(group, "auditops-import-wait", AutoOffsetReset.Earliest);
        var partitions = ends.Select((_, index) => new TopicPartition(topic, index)).ToArray();
        while (true)
        {
            var behind = Behind(consumer, partitions, ends);
            if (behind == 0) return null;
            if (behind > 0) progress?.Report(new ImportProgress("", behind, 0, 0, step));
            if (time.GetElapsedTime(began) > timeout)
            {
                return behind < 0 ? $"Kafka does not tell how far {step} is (group {group})."
                    : $"{step} is {behind} records behind after {timeout.TotalSeconds:0} s (group {group}); is auditops process running?";
            }


            await Task.Delay(PollEvery, time, cancel);
        }
    }

    /// <returns>Records not dealt with yet; -1 when Kafka does not say.</returns>
    private static long Behind(IConsumer<byte[], byte[]> consumer, TopicPartition[] partitions, IReadOnlyList<long> ends)
    {
        try
        {
            var behind = 0L;
            foreach (var committed in consumer.Committed(partitions, CallDeadline)) behind += Math.Max(0, ends[committed.Partition.Value] - Math.Max(0, committed.Offset.Value));
            return behind;
        }
        catch (KafkaException exception) when (!exception.Error.IsFatal)
        {
            // The broker or the coordinator is away for a moment: not there yet.
            return -1;
        }
    }

    private long Count(ImportCheckpoint checkpoint, CancellationToken cancel)
    {
        var registry = new SchemaRegistry();
        var wanted = Encoding.UTF8.GetBytes(run);
        var refused = new HashSet<(int Partition, long Offset)>();
        TopicTail.Read(clients, TopicNames.DeadLetters, checkpoint.DeadLettersFrom, CallDeadline, time, record =>
        {
            if (!IsOfRun(record, wanted)) return;
            var letter = Codecs.DeadLetter.Decode(record.Message.Value, registry);
            if (letter.Stage == SinkStage && letter.Topic == TopicNames.Enriched) refused.Add((letter.Partition, letter.Offset));
        }, cancel);

        var events = new HashSet<(string, string, long)>();
        TopicTail.Read(clients, TopicNames.Enriched, checkpoint.EnrichedFrom, CallDeadline, time, record =>
        {
            if (!IsOfRun(record, wanted) || refused.Contains((record.Partition.Value, record.Offset.Value))) return;
            var found = Codecs.AuditEvent.Decode(record.Message.Value, registry);
            events.Add((found.Source, found.EventId, found.EventTime.Ticks / TimeSpan.TicksPerHour));
        }, cancel);
        return events.Count;
    }

    private static bool IsOfRun(ConsumeResult<byte[], byte[]> record, byte[] run) =>
        record.Message.Headers?.TryGetLastBytes(RecordPublisher.RunHeader, out var header) == true && header.AsSpan().SequenceEqual(run);
}
