using AuditOps.Kafka;
using Confluent.Kafka;
using Xunit;

namespace AuditOps.Tests.Collect;

/// <summary>A topic's committed records, with one consumer that goes on where it was.</summary>
internal sealed class TopicReading : IDisposable
{
    private readonly string _topic;
    private readonly IConsumer<byte[], byte[]> _consumer;
    private readonly List<ConsumeResult<byte[], byte[]>> _records = [];
    private readonly Dictionary<TopicPartition, Offset> _next;

    public TopicReading(KafkaClientFactory clients, string topic)
    {
        _topic = topic;
        _consumer = clients.Consumer("collect-tests", "collect-tests", AutoOffsetReset.Earliest);
        using var admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
        _next = admin.GetMetadata(topic, TimeSpan.FromSeconds(10)).Topics[0].Partitions.ToDictionary(partition => new TopicPartition(topic, partition.PartitionId), _ => Offset.Beginning);
    }

    public List<ConsumeResult<byte[], byte[]>> ToEnd()
    {
        // Assigned anew, every partition tells of its end once.
        _consumer.Assign(_next.Select(pair => new TopicPartitionOffset(pair.Key, pair.Value)));
        var deadline = DateTime.UtcNow.AddSeconds(60);
        for (var ended = 0; ended < _next.Count;)
        {
            Assert.True(DateTime.UtcNow < deadline, $"{_topic} could not be read to its end");
            if (_consumer.Consume(TimeSpan.FromMilliseconds(100)) is not { } record) continue;
            if (record.IsPartitionEOF)
            {
                // Behind what only marks an end of a transaction.
                _next[record.TopicPartition] = record.Offset;
                ended++;
            }
            else
            {
                _next[record.TopicPartition] = record.Offset + 1;
                _records.Add(record);
            }
        }

        return [.. _records];
    }

    public void Dispose() => _consumer.Dispose();
}
