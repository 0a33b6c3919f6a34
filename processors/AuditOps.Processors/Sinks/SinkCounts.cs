using AuditOps.Kafka.Transactions;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;

namespace AuditOps.Processors.Sinks;

/// <summary>What a batch adds to completeness: one count for each tenant, source and hour in it.</summary>
internal sealed class SinkCounts(SinkTable table)
{
    private readonly Dictionary<SinkCountKey, long> _stored = [];
    private readonly Dictionary<SinkCountKey, long> _deadLettered = [];
    private readonly Dictionary<SinkCountKey, long> _expired = [];

    public void Stored(SinkCountKey? key)
    {
        if (key is { } known)
            _stored[known] = _stored.GetValueOrDefault(known) + 1;
    }

    public void DeadLettered(DeadLetter letter)
    {
        if (!table.CountsLetters)
            return;
        var key = SinkCountKey.Of(letter.Tenant, letter.Source, letter.CollectedAt ?? letter.FailedAt);
        _deadLettered[key] = _deadLettered.GetValueOrDefault(key) + 1;
    }

    public void Lost(in SinkLoss loss)
    {
        _stored[loss.Key] = _stored.GetValueOrDefault(loss.Key) + loss.Stored;
        _expired[loss.Key] = _expired.GetValueOrDefault(loss.Key) + loss.Expired;
    }

    public void AddTo(List<PendingRecord> records, DateTimeOffset now)
    {
        foreach (var key in _stored.Keys.Union(_deadLettered.Keys).Union(_expired.Keys))
        {
            var count = table.CountStored(
                new CompletenessCount
                {
                    Tenant = key.Tenant,
                    Source = key.Source,
                    Hour = key.Hour,
                    Stage = CompletenessStage.Sink,
                    At = now,
                    DeadLettered = _deadLettered.GetValueOrDefault(key),
                    Expired = _expired.GetValueOrDefault(key),
                },
                _stored.GetValueOrDefault(key));
            records.Add(new PendingRecord(TopicNames.Completeness, Keys.Source(key.Tenant, key.Source), Codecs.CompletenessCount.Encode(count), null, now));
        }
    }
}
