using System.Text;
using AuditOps.Collectors.Import.Runs;
using AuditOps.Collectors.Publishing;
using AuditOps.Kafka;
using AuditOps.Kafka.SchemaSync;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Collectors.Import;

/// <summary>
/// Waits until a run's records can be queried, by the Kafka protocol alone: ingest has passed the end of the raw topic, then the sinks the ends of the enriched one and of the
/// dead letters. Nothing is waited for that ingest dropped as known, so the wait of a repeated import ends as soon as the sinks are through.
/// Stored are the run's distinct ids less those that became a dead letter: an id is either stored by this run or was admitted before it.
/// </summary>
internal sealed class ImportWait(KafkaClientFactory clients, string run, TimeProvider time, ILoggerFactory loggers)
{
    private const string IngestStage = "ingest";
    private const string SinkStage = "sink";
    private static readonly TimeSpan CallDeadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ReadDeadline = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(100);

    private static (string[] Groups, string Topic, string Step)[] Steps { get; } =
    [
        ([ConsumerGroups.Ingest], TopicNames.RawHistory, "normalising"),
        ([ConsumerGroups.SinkEvents], TopicNames.Enriched, "storing"),
        ([ConsumerGroups.SinkDeadLetters], TopicNames.DeadLetters, "storing dead letters"),
    ];

    /// <param name="distinctIds">Ids of the run's records, each once.</param>
    public async Task<WaitResult> RunAsync(ImportCheckpoint checkpoint, long distinctIds, TimeSpan timeout, IProgress<ImportProgress>? progress, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        foreach (var (groups, topic, step) in Steps)
        {
            var ends = TopicTail.Ends(clients, topic, CallDeadline);
            if (await ReachedAsync(groups, topic, ends, step, began, timeout, progress, cancel) is { } failure) return new WaitResult(null, null, failure);
        }

        await using var schemas = SchemaTable.Start(clients, new SchemaRegistry(), time, loggers.CreateLogger<SchemaTable>());
        await schemas.CaughtUp.WaitAsync(CallDeadline, time, cancel);
        return Count(checkpoint, distinctIds, schemas.Registry, cancel);
    }

    private async Task<string?> ReachedAsync(string[] groups, string topic, IReadOnlyList<long> ends, string step, long began, TimeSpan timeout, IProgress<ImportProgress>? progress, CancellationToken cancel)
    {
        using var group = new GroupProgress(clients, groups, topic, ends, time);
        while (true)
        {
            var behind = group.Behind();
            if (behind == 0) return null;
            if (behind > 0) progress?.Report(new ImportProgress("", behind, 0, 0, step));
            if (time.GetElapsedTime(began) > timeout)
            {
                return behind < 0 ? $"Kafka does not tell how far {step} is (group {groups[0]})."
                    : $"{step} is {behind} records behind after {timeout.TotalSeconds:0} s (group {groups[0]}); is auditops process running?";
            }

            await Task.Delay(PollEvery, time, cancel);
        }
    }

    private WaitResult Count(ImportCheckpoint checkpoint, long distinctIds, SchemaRegistry registry, CancellationToken cancel)
    {
        var wanted = Encoding.UTF8.GetBytes(run);
        var refused = new HashSet<(int Partition, long Offset)>();
        var undigested = 0L;
        TopicTail.Read(clients, TopicNames.DeadLetters, checkpoint.DeadLettersFrom, ReadDeadline, time, record =>
        {
            if (!IsOfRun(record, wanted)) return;
            var letter = Codecs.DeadLetter.Decode(record.Message.Value, registry);
            if (letter.Stage == SinkStage && letter.Topic == TopicNames.Enriched) refused.Add((letter.Partition, letter.Offset));
            if (letter.Stage == IngestStage) undigested++;
        }, cancel);

        var stored = new IdSet();
        // As many as there are letters of the sink: few, or the import has other troubles.
        var lost = new HashSet<(string Source, string Id)>();
        TopicTail.Read(clients, TopicNames.Enriched, checkpoint.EnrichedFrom, ReadDeadline, time, record =>
        {
            if (!IsOfRun(record, wanted)) return;
            var found = Codecs.AuditEvent.Decode(record.Message.Value, registry);
            if (refused.Contains((record.Partition.Value, record.Offset.Value))) lost.Add((found.Source, found.EventId));
            else stored.Add(found.Source, found.EventId);
        }, cancel);
        lost.RemoveWhere(id => stored.Contains(id.Source, id.Id));
        var queryable = Math.Max(stored.Count, distinctIds - lost.Count - undigested);
        return new WaitResult(queryable, queryable - stored.Count, null);
    }

    private static bool IsOfRun(ConsumeResult<byte[], byte[]> record, byte[] run) =>
        record.Message.Headers?.TryGetLastBytes(RecordPublisher.RunHeader, out var header) == true && header.AsSpan().SequenceEqual(run);
}
