using System.Text;
using AuditOps.Collectors.Scheduling;
using AuditOps.Kafka;
using AuditOps.Kafka.Transactions;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Collectors.Publishing;

/// <summary>
/// The one transactional producer of a shard. Submissions of many feeds share a transaction: records, dead letters, counts, health and the cursors behind them become visible together or not at all,
/// and only while the shard still holds the partitions of those cursors. One thread.
/// </summary>
internal sealed class ShardPublisher : IDisposable
{
    private readonly TransactionalPublisher _publisher;
    private readonly TenantCompleteness _completeness = new(CompletenessStage.Collect);
    private readonly Dictionary<string, Headers> _headers = new(StringComparer.Ordinal);

    public ShardPublisher(KafkaClientFactory clients, string transactionalId, TimeProvider time, ILoggerFactory loggers, CancellationToken cancel)
    {
        var options = new TransactionalPublisherOptions { TransactionalId = transactionalId, ClientId = "auditops-collector" };
        _publisher = new TransactionalPublisher(clients, options, time, loggers.CreateLogger<TransactionalPublisher>(), cancel);
    }

    /// <summary>Ends what an earlier process of the same id left open. Cursors are read after this.</summary>
    /// <exception cref="KafkaAccessException">Kafka does not answer.</exception>
    public void Initialize() => _publisher.Initialize();

    /// <param name="place">Where a feed's cursor goes; null as partition: by its key.</param>
    /// <param name="fence">Makes the fence for the partitions touched.</param>
    /// <exception cref="KafkaAccessException">Nothing is committed, or another process has taken over.</exception>
    /// <exception cref="CollectorsException">Whether it is committed is not known: only the log can tell.</exception>
    public void Publish(IReadOnlyList<Submission> submissions, Func<FeedKey, CursorPlace> place, Func<IReadOnlyCollection<int>, GroupFence?> fence, DateTimeOffset now)
    {
        var chunk = new List<PendingRecord>();
        var touched = new HashSet<int>();
        foreach (var submission in submissions)
        {
            Add(chunk, submission);
            var at = place(submission.Feed);
            if (at.Partition is { } partition) touched.Add(partition);
            chunk.Add(new PendingRecord(at.Topic, at.Key, submission.Cursor.ToJson(), HeadersOf(submission.Run), now, at.Partition));
            if (submission.Health is { } health) chunk.Add(new PendingRecord(TopicNames.Health, Keys.Health(health.Tenant, health.Source, health.Reporter), Codecs.SourceHealth.Encode(health), null, now));
        }

        foreach (var (key, value) in _completeness.Take(now)) chunk.Add(new PendingRecord(TopicNames.Completeness, key, value, null, now));
        _publisher.Publish(chunk, OutcomeUnknown, fence(touched));
    }

    public void Dispose() => _publisher.Dispose();

    private void Add(List<PendingRecord> chunk, Submission submission)
    {
        var headers = HeadersOf(submission.Run);
        var batch = submission.Batch;
        var counts = _completeness.Of(submission.Feed.Tenant);
        foreach (var record in batch.Records)
        {
            chunk.Add(new PendingRecord(submission.Lane, Keys.Record(record.Tenant, record.RecordId), Codecs.RawEnvelope.Encode(record), headers, record.CollectedAt));
            counts.At(record.Source, record.CollectedAt).Published++;
        }

        foreach (var letter in batch.Letters)
        {
            chunk.Add(new PendingRecord(TopicNames.DeadLetters, Keys.Join(letter.Tenant, letter.Id), Codecs.DeadLetter.Encode(letter), headers, letter.FailedAt));
            counts.At(letter.Source, letter.FailedAt).DeadLettered++;
        }

        foreach (var (topic, key, value) in batch.Others) chunk.Add(new PendingRecord(topic, key, value, headers, submission.Cursor.Updated));
    }

    private Headers HeadersOf(string run)
    {
        if (_headers.TryGetValue(run, out var headers)) return headers;
        return _headers[run] = new Headers { { RecordPublisher.RunHeader, Encoding.UTF8.GetBytes(run) } };
    }

    /// <summary>The producer was lost in a commit, and its successor has ended whatever was open. What was committed shows in the cursors, so the shard reads them again and goes on from there.</summary>
    private static bool OutcomeUnknown() => throw new CollectorsException(CollectorsErrorCode.Displaced, "the producer was lost in a commit; the cursors are read again.");
}
