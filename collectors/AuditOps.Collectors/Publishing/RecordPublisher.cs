using System.Text;
using AuditOps.Kafka;
using AuditOps.Kafka.Transactions;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Collectors.Publishing;

/// <summary>
/// Publishes what a collector gathers, chunk by chunk: records, dead letters, completeness counts and the cursor of a chunk in one Kafka transaction.
/// Guarantee: exactly once. What <see cref="Commit"/> has returned from is committed whole; of a chunk that was interrupted nothing is visible, and the cursor
/// still stands before it. One thread.
/// </summary>
internal sealed class RecordPublisher : IDisposable
{
    public const string RunHeader = "run";

    /// <summary>Records of a chunk, at most.</summary>
    public const int MaxChunkRecords = 5_000;

    /// <summary>Bytes of values after which a chunk is closed whatever its count: it is kept until it is committed.</summary>
    public const long MaxChunkBytes = 32 << 20;

    private readonly TransactionalPublisher _publisher;
    private readonly string _topic;
    private readonly Headers _headers;
    private readonly List<PendingRecord> _chunk = [];
    private readonly ChunkCompleteness _completeness;

    /// <param name="topic">Where the records go: the live lane or the history lane.</param>
    /// <param name="transactionalId">What one process at a time may publish under: of a run, or of a source.</param>
    public RecordPublisher(KafkaClientFactory clients, string topic, string tenant, CompletenessStage stage, string transactionalId, string run, TimeProvider time, ILoggerFactory loggers, CancellationToken cancel)
    {
        _topic = topic;
        _headers = new Headers { { RunHeader, Encoding.UTF8.GetBytes(run) } };
        _completeness = new ChunkCompleteness(tenant, stage);
        var options = new TransactionalPublisherOptions { TransactionalId = transactionalId, ClientId = "auditops-collector" };
        _publisher = new TransactionalPublisher(clients, options, time, loggers.CreateLogger<TransactionalPublisher>(), cancel);
    }

    /// <summary>Whether the chunk in hand should be committed now.</summary>
    public bool IsFull => _chunk.Count >= MaxChunkRecords || Bytes >= MaxChunkBytes;

    private long Bytes { get; set; }

    /// <summary>Fences an older process of the same id. Read the cursor after this.</summary>
    /// <exception cref="CollectorsException">Kafka does not answer.</exception>
    public void Initialize() => Guarded(_publisher.Initialize);

    public void Publish(RawEnvelope envelope)
    {
        Add(_topic, Keys.Record(envelope.Tenant, envelope.RecordId), Codecs.RawEnvelope.Encode(envelope), envelope.CollectedAt);
        _completeness.At(envelope.Source, envelope.CollectedAt).Published++;
    }

    public void Publish(DeadLetter letter)
    {
        Add(TopicNames.DeadLetters, Keys.Join(letter.Tenant, letter.Id), Codecs.DeadLetter.Encode(letter), letter.FailedAt);
        _completeness.At(letter.Source, letter.FailedAt).DeadLettered++;
    }

    /// <summary>Counts a record that is not published because the same one was.</summary>
    public void CountDuplicate(string source, DateTimeOffset collectedAt) => _completeness.At(source, collectedAt).Duplicates++;

    /// <summary>Commits the chunk together with its cursor.</summary>
    /// <param name="isCommitted">Tells from the log whether this very cursor is there; asked only when the outcome of the commit was lost with the producer.</param>
    /// <exception cref="CollectorsException">The chunk is not committed, or another process has taken over.</exception>
    public void Commit(byte[] cursorKey, byte[] cursor, DateTimeOffset now, Func<bool> isCommitted)
    {
        foreach (var (key, value) in _completeness.Take(now)) Add(TopicNames.Completeness, key, value, now);
        Add(TopicNames.Checkpoints, cursorKey, cursor, now);
        Guarded(() => _publisher.Publish(_chunk, isCommitted));
        _chunk.Clear();
        Bytes = 0;
    }

    public void Dispose() => _publisher.Dispose();

    private void Add(string topic, byte[] key, byte[] value, DateTimeOffset at)
    {
        _chunk.Add(new PendingRecord(topic, key, value, _headers, at));
        Bytes += value.Length;
    }

    private static void Guarded(Action call)
    {
        try
        {
            call();
        }
        catch (KafkaAccessException exception)
        {
            throw new CollectorsException(exception.Code == KafkaErrorCode.Fenced ? CollectorsErrorCode.RunTakenOver : CollectorsErrorCode.NotAcknowledged, exception.Message, exception);
        }
    }
}
