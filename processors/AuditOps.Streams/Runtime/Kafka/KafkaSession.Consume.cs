using Confluent.Kafka;

namespace AuditOps.Streams.Runtime.Kafka;

/// <content>The group member.</content>
internal sealed partial class KafkaSession
{
    public void Subscribe(IReadOnlyList<string> topics, IPollListener listener)
    {
        _listener = listener;
        _consumer.Subscribe(topics);
    }

    public void Poll(TimeSpan maxWait, int maxRecords, List<KafkaRecord> into)
    {
        var wait = maxWait;
        try
        {
            while (into.Count < maxRecords)
            {
                var result = _consumer.Consume(wait);
                if (result is null)
                    return;
                if (result.IsPartitionEOF)
                {
                    _listener!.OnReachedEnd(result.TopicPartition, result.Offset.Value);
                    continue;
                }

                var message = result.Message;
                into.Add(new KafkaRecord(result.TopicPartition, result.Offset.Value, message.Timestamp.UnixTimestampMs, message.Key, message.Value, message.Headers));
                wait = TimeSpan.Zero;
            }
        }
        catch (ConsumeException e)
        {
            throw KafkaErrors.Classify("polling", e.Error, e);
        }
    }

    public void Seek(TopicPartition partition, long offset)
    {
        try
        {
            _consumer.Seek(new TopicPartitionOffset(partition, offset));
        }
        catch (KafkaException e)
        {
            throw KafkaErrors.Classify($"seeking in {partition.Topic}/{partition.Partition.Value}", e.Error, e);
        }
    }

    public void Pause(IReadOnlyCollection<TopicPartition> partitions) => _consumer.Pause(partitions);

    public void Resume(IReadOnlyCollection<TopicPartition> partitions) => _consumer.Resume(partitions);

    public IReadOnlyDictionary<TopicPartition, long> Committed(IReadOnlyCollection<TopicPartition> partitions)
    {
        try
        {
            // The client asks for stable offsets: while a transaction holds some, the broker makes it wait.
            return _consumer.Committed(partitions, _options.RequestTimeout)
                .ToDictionary(offset => offset.TopicPartition, offset => offset.Offset.IsSpecial ? -1 : offset.Offset.Value);
        }
        catch (TopicPartitionOffsetException e)
        {
            throw KafkaErrors.Classify("reading committed offsets", FirstError(e), e);
        }
        catch (KafkaException e)
        {
            throw KafkaErrors.Classify("reading committed offsets", e.Error, e);
        }
    }

    public long? Lag(TopicPartition partition, long position)
    {
        var high = _consumer.GetWatermarkOffsets(partition).High;
        return high.IsSpecial || position < 0 ? null : Math.Max(0, high.Value - position);
    }
}
