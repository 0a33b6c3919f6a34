using AuditOps.Kafka;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Streams.Runtime.Kafka;

/// <summary><see cref="ITableReader"/> over Confluent.Kafka: a consumer that joins no group.</summary>
internal sealed class KafkaTableReader : ITableReader
{
    private const int FetchWaitMs = 100;

    private readonly StreamsOptions _options;
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly IAdminClient _admin;

    public KafkaTableReader(string clientId, StreamsOptions options, KafkaClientFactory clients, ILogger logger)
    {
        _options = options;
        // The group is never joined; the client wants a name all the same.
        var config = clients.ConsumerConfig(clientId, clientId, AutoOffsetReset.Error);
        config.ConsumeResultFields = "timestamp,topic";
        // A reader that starts at the end waits this long to be told so, and a task with it.
        config.FetchWaitMaxMs = FetchWaitMs;
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(config)
            .SetKeyDeserializer(Deserializers.ByteArray!)
            .SetValueDeserializer(Deserializers.ByteArray!)
            .SetErrorHandler((_, error) => Log.ClientError(logger, clientId, error.Code.ToString(), error.Reason))
            .SetLogHandler((_, message) => Log.ClientLog(logger, clientId, message.Facility, message.Message))
            .Build();
        _admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
    }

    public void Assign(IReadOnlyCollection<TopicPartitionOffset> partitions) => _consumer.Assign(partitions);

    public long? End(TopicPartition partition) => _consumer.GetWatermarkOffsets(partition).High is { IsSpecial: false } high ? high.Value : null;

    public void Poll(TimeSpan maxWait, int maxRecords, List<KafkaRecord> into, List<TopicPartitionOffset> ended, List<TopicPartition> outOfRange)
    {
        var wait = maxWait;
        for (var taken = 0; taken < maxRecords;)
        {
            ConsumeResult<byte[]?, byte[]?>? result;
            try
            {
                result = _consumer.Consume(wait);
            }
            catch (ConsumeException e) when (e.Error.Code is ErrorCode.Local_AutoOffsetReset or ErrorCode.OffsetOutOfRange)
            {
                outOfRange.Add(e.ConsumerRecord.TopicPartition);
                return;
            }
            catch (ConsumeException e)
            {
                throw KafkaErrors.Classify("reading a table", e.Error, e);
            }

            if (result is null)
                return;
            if (result.IsPartitionEOF)
            {
                // The end for committed reading may lie before the end of the log: then a transaction is open, and the end comes again when it is not.
                if (result.Offset.Value >= _consumer.GetWatermarkOffsets(result.TopicPartition).High.Value)
                    ended.Add(result.TopicPartitionOffset);
                continue;
            }

            var message = result.Message;
            into.Add(new KafkaRecord(result.TopicPartition, result.Offset.Value, message.Timestamp.UnixTimestampMs, message.Key, message.Value, null));
            wait = TimeSpan.Zero;
            taken++;
        }
    }

    public int PartitionCount(string topic)
    {
        try
        {
            var found = _admin.GetMetadata(topic, _options.RequestTimeout).Topics.Find(candidate => candidate.Topic == topic);
            if (found is null || found.Error.IsError || found.Partitions.Count == 0)
                throw new StreamsException(StreamsErrorCode.KafkaTransient, $"topic {topic} is not there: {found?.Error.Reason ?? "unknown"}");
            return found.Partitions.Count;
        }
        catch (KafkaException e)
        {
            throw KafkaErrors.Classify($"looking at topic {topic}", e.Error, e);
        }
    }

    public void Dispose()
    {
        _admin.Dispose();
        _consumer.Dispose();
    }
}
