using Confluent.Kafka;

namespace AuditOps.Streams.Runtime.Kafka;

/// <content>The producer, and the end of a batch.</content>
internal sealed partial class KafkaSession
{
    /// <summary>How long a full queue is drained before the next try.</summary>
    private static readonly TimeSpan QueueFullWait = TimeSpan.FromMilliseconds(50);

    private readonly string _clientId;
    private IProducer<byte[]?, byte[]?> _producer;
    private Delivery _delivery = new();

    public void Produce(in OutgoingRecord record)
    {
        BeginIfNeeded();
        var message = new Message<byte[]?, byte[]?>
        {
            Key = record.Key,
            Value = record.Value,
            Headers = record.Headers,
            Timestamp = new Timestamp(record.TimestampMs, TimestampType.CreateTime),
        };
        var handler = record.Delivered is { } delivered ? _delivery.Telling(delivered) : _delivery.Handler;
        while (true)
        {
            try
            {
                if (record.Partition >= 0)
                    _producer.Produce(new TopicPartition(record.Topic, record.Partition), message, handler);
                else
                    _producer.Produce(record.Topic, message, handler);
                return;
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                _producer.Flush(QueueFullWait);
                ThrowIfNotDelivered();
            }
            catch (ProduceException<byte[]?, byte[]?> e)
            {
                throw AsAborted(KafkaErrors.Classify($"producing to {record.Topic}", e.Error, e));
            }
        }
    }

    public void Commit(IReadOnlyCollection<TopicPartitionOffset> offsets)
    {
        if (IsTransactional)
        {
            CommitTransaction(offsets);
            return;
        }

        Flush();
        _delivery.EndBatch();
        if (offsets.Count == 0)
            return;
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
        if (IsTransactional)
        {
            AbortTransaction();
            return;
        }

        _producer.Flush(_options.AbortFlush);
        if (_delivery.IsFatal)
            ReplaceProducer();
        else
            _delivery.Reset();
    }

    private void ReplaceProducer()
    {
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
        throw AsAborted(KafkaErrors.Classify("delivering", error));
    }

    /// <summary>A record that was handed over and did not arrive cannot be handed over again in the same transaction.</summary>
    private static StreamsException AsAborted(StreamsException failure) =>
        failure.Code == StreamsErrorCode.KafkaTransient ? new StreamsException(StreamsErrorCode.KafkaAborted, failure.Message, failure.InnerException) : failure;

    private IProducer<byte[]?, byte[]?> BuildProducer()
    {
        var delivery = _delivery;
        return new ProducerBuilder<byte[]?, byte[]?>(ProducerConfig())
            .SetKeySerializer(Serializers.ByteArray!)
            .SetValueSerializer(Serializers.ByteArray!)
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
        if (IsTransactional)
        {
            config.TransactionalId = _clientId;
            config.TransactionTimeoutMs = (int)_options.TransactionTimeout.TotalMilliseconds;
        }
        else
        {
            config.MessageTimeoutMs = (int)_options.DeliveryTimeout.TotalMilliseconds;
        }

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
}
