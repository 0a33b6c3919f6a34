using System.Globalization;
using System.Text;
using AuditOps.Collectors.Publishing;
using AuditOps.Kafka;
using AuditOps.Kafka.Transactions;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Collectors.DeadLetters;

/// <summary>
/// Publishes the records behind letters again, to the topics they came from: record, the fact that it was replayed, and its completeness count in one transaction.
/// A record that fails again becomes a new letter.
/// </summary>
public sealed class DeadLetterReplay(KafkaClientFactory clients, ISchemaSource schemas, ReplayOptions options, TimeProvider time, ILoggerFactory loggers)
{
    /// <summary>Header with how often a record has been put in again.</summary>
    public const string AttemptHeader = "attempt";

    // One replay at a time: a second one fences the first.
    private const string TransactionalId = "auditops-dlq-replay";

    private readonly DeadLetterBox _box = new(clients, schemas, time);
    private readonly List<PendingRecord> _chunk = [];
    private readonly List<ReplayOutcome> _pending = [];
    private ChunkCompleteness? _completeness;
    private string? _lastId;
    private long _bytes;

    /// <exception cref="CollectorsException">Kafka does not take the records; what was given back before is committed.</exception>
    public IReadOnlyList<ReplayOutcome> Run(IReadOnlyList<DeadLetterEntry> letters, CancellationToken cancel)
    {
        var outcomes = new List<ReplayOutcome>(letters.Count);
        var settings = new TransactionalPublisherOptions { TransactionalId = TransactionalId, ClientId = "auditops-dlq" };
        using var publisher = new TransactionalPublisher(clients, settings, time, loggers.CreateLogger<TransactionalPublisher>(), cancel);
        using var originals = new OriginalRecords(clients, schemas, options.RejectedDirectory, time);
        try
        {
            publisher.Initialize();
            string? tenant = null;
            foreach (var entry in letters.OrderBy(entry => entry.Letter.Tenant, StringComparer.Ordinal))
            {
                cancel.ThrowIfCancellationRequested();
                if (tenant != entry.Letter.Tenant || _chunk.Count >= RecordPublisher.MaxChunkRecords || _bytes >= RecordPublisher.MaxChunkBytes) Commit(publisher, outcomes);
                tenant = entry.Letter.Tenant;
                var record = originals.Find(entry.Letter);
                if (record.Refusal is not null) outcomes.Add(new ReplayOutcome(entry.Letter.Id, null, entry.Replays, record.Refusal));
                else Add(entry, record);
            }

            Commit(publisher, outcomes);
            return outcomes;
        }
        catch (KafkaAccessException exception)
        {
            throw new CollectorsException(CollectorsErrorCode.NotAcknowledged, exception.Message, exception);
        }
    }

    private void Add(DeadLetterEntry entry, ReplayRecord record)
    {
        var letter = entry.Letter;
        var attempt = Math.Max(entry.Replays, AttemptOf(record.Headers)) + 1;
        var headers = new Headers();
        foreach (var header in record.Headers ?? [])
            if (header.Key != AttemptHeader) headers.Add(header.Key, header.GetValueBytes());
        headers.Add(AttemptHeader, Encoding.UTF8.GetBytes(attempt.ToString(CultureInfo.InvariantCulture)));
        var now = time.GetUtcNow();
        var fact = new ReplayFact { Action = ReplayFact.ReplayAction, At = now, Who = options.Who, Id = letter.Id, Topic = record.Topic, Attempt = attempt, Replay = options.Replay };
        _chunk.Add(new PendingRecord(record.Topic!, record.Key, record.Value, headers, record.At));
        _chunk.Add(new PendingRecord(TopicNames.Audit, Keys.Join(letter.Tenant, letter.Id), fact.ToJson(), null, now));
        // The letter balanced the first publication; this one is a new one, and has to be stored or become a letter in its turn.
        // Commands, matches and our own facts are no records of a source: nothing counted their letters, and nothing would ever balance them.
        if (record.Topic is TopicNames.Raw or TopicNames.RawHistory or TopicNames.Enriched)
            (_completeness ??= new ChunkCompleteness(letter.Tenant, CompletenessStage.Import)).At(record.Source, record.At).Published++;
        _bytes += record.Value!.Length;
        _lastId = letter.Id;
        _pending.Add(new ReplayOutcome(letter.Id, record.Topic, attempt, null));
    }

    private void Commit(TransactionalPublisher publisher, List<ReplayOutcome> outcomes)
    {
        if (_chunk.Count == 0) return;
        var now = time.GetUtcNow();
        foreach (var (key, value) in _completeness?.Take(now) ?? []) _chunk.Add(new PendingRecord(TopicNames.Completeness, key, value, null, now));
        publisher.Publish(_chunk, () => _box.HasFact(options.Replay, _lastId!));
        outcomes.AddRange(_pending);
        _chunk.Clear();
        _pending.Clear();
        _completeness = null;
        _bytes = 0;
    }

    private static int AttemptOf(Headers? headers) =>
        headers?.TryGetLastBytes(AttemptHeader, out var value) == true && int.TryParse(Encoding.UTF8.GetString(value), NumberStyles.None, CultureInfo.InvariantCulture, out var attempt) ? attempt : 0;
}
