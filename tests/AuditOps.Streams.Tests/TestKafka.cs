using System.Text;
using AuditOps.Kafka;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditOps.Streams.Tests;

/// <summary>A broker for one test, and the few client calls tests need.</summary>
internal sealed class TestKafka : IAsyncDisposable
{
    private readonly IAdminClient _mock;
    private readonly IProducer<string, string> _producer;

    private TestKafka(IAdminClient mock, string address)
    {
        _mock = mock;
        Address = address;
        _producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = address, LingerMs = 0 }).Build();
    }

    public string Address { get; }

    public static Task<TestKafka> StartAsync(params string[] topics)
    {
        var config = new AdminClientConfig { BootstrapServers = "none:1" };
        config.Set("test.mock.num.brokers", "1");
        var mock = new AdminClientBuilder(config).Build();
        var broker = mock.GetMetadata(TimeSpan.FromSeconds(10)).Brokers[0];
        var kafka = new TestKafka(mock, $"{broker.Host}:{broker.Port}");
        foreach (var topic in topics)
            mock.GetMetadata(topic, TimeSpan.FromSeconds(10));
        return Task.FromResult(kafka);
    }

    public KafkaClientFactory Clients => new(new KafkaOptions { BootstrapServers = Address, SessionTimeout = TimeSpan.FromSeconds(6) }, NullLoggerFactory.Instance);

    public static StreamsOptions Options(string group, int workers = 1) => new()
    {
        GroupId = group,
        Workers = workers,
        BackOffFirst = TimeSpan.FromMilliseconds(20),
        BackOffMax = TimeSpan.FromMilliseconds(200),
    };

    public async Task PublishAsync(string topic, IEnumerable<string> values, Headers? headers = null)
    {
        var sent = new List<Task>();
        foreach (var value in values)
            sent.Add(_producer.ProduceAsync(topic, new Message<string, string> { Key = value, Value = value, Headers = headers }));
        await Task.WhenAll(sent);
    }

    /// <summary>Every record of a topic from its start to its present end.</summary>
    public List<ConsumeResult<string, string>> ReadToEnd(string topic) => Read(topic, enough: null, seconds: 20);

    /// <summary>Every record of a topic from its start, read until <paramref name="enough"/> is content or the deadline passes.</summary>
    public List<ConsumeResult<string, string>> Read(string topic, Func<List<ConsumeResult<string, string>>, bool>? enough, int seconds = 20)
    {
        using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig
        {
            BootstrapServers = Address,
            GroupId = "reader",
            EnableAutoCommit = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnablePartitionEof = enough is null,
        }).SetValueDeserializer(new TextDeserializer()).Build();
        var partitions = _mock.GetMetadata(topic, TimeSpan.FromSeconds(10)).Topics[0].Partitions;
        consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(topic, partition.PartitionId, Offset.Beginning)));
        var read = new List<ConsumeResult<string, string>>();
        var deadline = DateTime.UtcNow.AddSeconds(seconds);
        var ended = 0;
        while (DateTime.UtcNow < deadline && (enough is null ? ended < partitions.Count : !enough(read)))
        {
            if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is not { } result)
                continue;
            if (result.IsPartitionEOF)
                ended++;
            else
                read.Add(result);
        }

        return read;
    }

    public ValueTask DisposeAsync()
    {
        _producer.Dispose();
        _mock.Dispose();
        return ValueTask.CompletedTask;
    }

    private sealed class TextDeserializer : IDeserializer<string>
    {
        public string Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) => Encoding.UTF8.GetString(data);
    }
}
