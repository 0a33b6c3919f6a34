using System.Text;
using AuditOps.Kafka;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;

namespace AuditOps.Collectors.Publishing;

/// <summary>
/// Publishes a run's records, dead letters and checkpoint. Guarantee: what <see cref="Commit"/> has returned from is acknowledged by Kafka, records before their checkpoint;
/// a chunk that was interrupted is published again (at least once). One thread.
/// </summary>
internal sealed class RecordPublisher : IDisposable
{
    public const string RunHeader = "run";

    /// <summary>A broker that restarts is back long before; one that does not is reported.</summary>
    private const int DeliveryTimeoutMs = 120_000;

    /// <summary>How long acknowledgements are waited for once the run was asked to end.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    private readonly IProducer<byte[], byte[]> _producer;
    private readonly Headers _headers;
    private readonly Action<DeliveryReport<byte[], byte[]>> _delivered;
    private readonly TimeProvider _time;
    private readonly CancellationToken _cancel;
    private volatile string? _failure;

    public RecordPublisher(KafkaClientFactory clients, string run, TimeProvider time, CancellationToken cancel)
    {
        _time = time;
        _cancel = cancel;
        _delivered = Delivered;
        _producer = clients.Producer("auditops-import", config =>
        {
            config.LingerMs = 20;
            config.MessageTimeoutMs = DeliveryTimeoutMs;
        });
        _headers = new Headers { { RunHeader, Encoding.UTF8.GetBytes(run) } };
    }

    public void Publish(RawEnvelope envelope) =>
        Produce(TopicNames.RawHistory, Keys.Record(envelope.Tenant, envelope.RecordId), Codecs.RawEnvelope.Encode(envelope), envelope.CollectedAt);

    public void Publish(DeadLetter letter) =>
        Produce(TopicNames.DeadLetters, Keys.Join(letter.Tenant, letter.Id), Codecs.DeadLetter.Encode(letter), letter.FailedAt);

    /// <summary>Waits until everything published so far is acknowledged, then publishes the checkpoint and waits for it too.</summary>
    /// <exception cref="CollectorsException">Something was not acknowledged.</exception>
    public void Commit(byte[] checkpointKey, byte[] checkpoint, DateTimeOffset now)
    {
        Flush();
        Produce(TopicNames.Checkpoints, checkpointKey, checkpoint, now);
        Flush();
    }

    public void Dispose() => _producer.Dispose();

    private void Produce(string topic, byte[] key, byte[] value, DateTimeOffset at)
    {
        var message = new Message<byte[], byte[]> { Key = key, Value = value, Headers = _headers, Timestamp = new Timestamp(at) };
        while (true)
        {
            ThrowIfFailed();
            try
            {
                _producer.Produce(topic, message, _delivered);
                return;
            }
            catch (ProduceException<byte[], byte[]> exception) when (exception.Error.Code == ErrorCode.Local_QueueFull)
            {
                // The queue is as full as it may be: let acknowledgements come in.
                _producer.Poll(TimeSpan.FromMilliseconds(50));
            }
            catch (ProduceException<byte[], byte[]> exception)
            {
                throw new CollectorsException(CollectorsErrorCode.NotAcknowledged, $"{topic} does not take the record: {exception.Error.Reason}", exception);
            }
        }
    }

    private void Flush()
    {
        long asked = 0;
        while (_producer.Flush(TimeSpan.FromMilliseconds(200)) > 0 && _failure is null)
        {
            if (!_cancel.IsCancellationRequested) continue;
            if (asked == 0) asked = _time.GetTimestamp();
            if (_time.GetElapsedTime(asked) > Grace) throw new CollectorsException(CollectorsErrorCode.NotAcknowledged, "Kafka does not acknowledge the last records.");
        }

        ThrowIfFailed();
    }

    private void ThrowIfFailed()
    {
        if (_failure is not null) throw new CollectorsException(CollectorsErrorCode.NotAcknowledged, _failure);
    }

    private void Delivered(DeliveryReport<byte[], byte[]> report)
    {
        if (report.Error.IsError) _failure ??= $"Kafka did not acknowledge a record of {report.Topic}: {report.Error.Reason}.";
    }
}
