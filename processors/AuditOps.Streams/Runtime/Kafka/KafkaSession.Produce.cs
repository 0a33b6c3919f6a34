using Confluent.Kafka;

namespace AuditOps.Streams.Runtime.Kafka;

/// <content>The producer, and the end of a batch.</content>
internal sealed partial class KafkaSession
{
    /// <summary>How long a full queue is drained before the next try.</summary>
    private static readonly TimeSpan QueueFullWait = TimeSpan.FromMilliseconds(50);

    private readonly string _clientId;
    private IProducer<byte[]?, byte[]> _producer;
    private Delivery _delivery = new();

    public void Produce(in OutgoingRecord record)
    {
        var message = new Message<byte[]?, byte[]>
        {
            Key = record.Key,
            Value = record.Value,
            Headers = record.Headers,
            Timestamp = new Timestamp(record.TimestampMs, TimestampType.CreateTime),
        };
        while (true)
        {
            try
            {
                _producer.Produce(record.Topic, message, _delivery.Handler);
                return;
            }
            catch (ProduceException<byte[]?, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                _producer.Flush(QueueFullWait);
                ThrowIfNotDelivered();
            }
            catch (ProduceException<byte[]?, byte[]> e)
            {
                throw KafkaErrors.Classify($"producing to {record.Topic}", e.Error, e);
            }
        }
    }

    public void Commit(IReadOnlyCollection<TopicPartitionOffset> offsets)
    {
        Flush();
        try
        {
            _consumer.Commit(offsets);
        }
        catch (TopicPartitionOffsetException e)
        {
            throw KafkaErrors.Classify("committing offsets", FirstError(e), e);
        }
        catch (KafkaException e)
        {
            throw KafkaErrors.Classify("committing offsets", e.Error, e);
        }
    }

    /// <summary>
    /// Without transactions nothing that was sent can be taken back. What is still on its way is waited for, so that a repeat follows it in order;
    /// a producer that is beyond repair is replaced.
    /// </summary>
    public void Abort()
    {
        _producer.Flush(_options.AbortFlush);
        if (!_delivery.IsFatal)
        {
            _delivery.Reset();
            return;
        }

        Log.ProducerRebuilt(_logger, _clientId);
        _producer.Dispose();
        _delivery = new Delivery();
        _producer = BuildProducer();
    }

    private void Flush()
    {
        var started = _time.GetTimestamp();
        while (_producer.Flush(_options.FlushWait) > 0)
        {
            ThrowIfNotDelivered();
            if (_time.GetElapsedTime(started) > _options.DeliveryTimeout)
                throw new StreamsException(StreamsErrorCode.KafkaAborted, "the broker did not acknowledge in time");
        }

        ThrowIfNotDelivered();
    }

    private void ThrowIfNotDelivered()
    {
        if (_delivery.Error is not { } error)
            return;
        var failure = KafkaErrors.Classify("delivering", error);
        throw failure.Code == StreamsErrorCode.KafkaTransient ? new StreamsException(StreamsErrorCode.KafkaAborted, failure.Message) : failure;
    }

    private IProducer<byte[]?, byte[]> BuildProducer()
    {
        var delivery = _delivery;
        return new ProducerBuilder<byte[]?, byte[]>(ProducerConfig())
            .SetKeySerializer(Serializers.ByteArray!)
            .SetValueSerializer(Serializers.ByteArray)
            .SetErrorHandler((_, error) =>
            {
                Log.ClientError(_logger, _clientId, error.Code.ToString(), error.Reason);
                if (error.IsFatal)
                    delivery.Fail(error);
            })
            .SetLogHandler((_, message) => Log.ClientLog(_logger, _clientId, message.Facility, message.Message))
            .Build();
    }

    private ProducerConfig ProducerConfig()
    {
        var config = _clients.ProducerConfig(_clientId);
        config.MessageTimeoutMs = (int)_options.DeliveryTimeout.TotalMilliseconds;
        config.DeliveryReportFields = "status";
        return config;
    }

    private static Error FirstError(TopicPartitionOffsetException exception)
    {
        foreach (var result in exception.Results)
        {
            if (result.Error.IsError)
                return result.Error;
        }

        return exception.Error;
    }

    /// <summary>The first failed delivery of a producer's current batch. Written by the client's thread, read by the worker's.</summary>
    private sealed class Delivery
    {
        private volatile Error? _error;

        public Delivery() => Handler = report =>
        {
            if (report.Error.IsError)
                Fail(report.Error);
        };

        public Action<DeliveryReport<byte[]?, byte[]>> Handler { get; }

        public Error? Error => _error;

        public bool IsFatal => _error is { IsFatal: true };

        public void Fail(Error error)
        {
            if (_error is null || error.IsFatal)
                _error = error;
        }

        public void Reset() => _error = null;
    }
}
