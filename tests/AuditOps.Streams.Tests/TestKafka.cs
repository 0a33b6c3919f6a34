using System.Text;
using AuditOps.Embedded.Kafka;
using AuditOps.Kafka;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditOps.Streams.Tests;

/// <summary>A broker for one test, and the few client calls tests need.</summary>
internal sealed class TestKafka : IAsyncDisposable
{
    private readonly string _folder;
    private readonly IAdminClient _admin;
    private readonly IProducer<string, string> _producer;

    private BrokerServer _broker;

    private TestKafka(BrokerServer broker, string folder)
    {
        _broker = broker;
        _folder = folder;
        Address = broker.BootstrapServers;
        _admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Address }).Build();
        _producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = Address, LingerMs = 0 }).Build();
    }

    public string Address { get; }

    /// <summary>The embedded broker on a folder and port of its own.</summary>
    public static async Task<TestKafka> StartAsync(params string[] topics)
    {
        var folder = Directory.CreateTempSubdirectory("auditops-streams-").FullName;
        var kafka = new TestKafka(await StartBrokerAsync(folder, port: 0), folder);
        await kafka._admin.CreateTopicsAsync(topics.Select(topic => new TopicSpecification { Name = topic, NumPartitions = 4, ReplicationFactor = 1 }));
        return kafka;
    }

    /// <summary>Stops the broker and brings it back where it was, while the clients look on.</summary>
    public async Task RestartAsync()
    {
        var port = _broker.Port;
        await _broker.DisposeAsync();
        _broker = await StartBrokerAsync(_folder, port);
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

    /// <summary>The group's committed offset; 0 when there is none.</summary>
    public long Committed(string group, TopicPartition partition)
    {
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = Address, GroupId = group, EnableAutoCommit = false }).Build();
        var offset = consumer.Committed([partition], TimeSpan.FromSeconds(10))[0].Offset;
        return offset.IsSpecial ? 0 : offset.Value;
    }

    /// <summary>Where <see cref="PublishAsync"/> has put or would put a record with this key: the client hashes keys with CRC-32.</summary>
    public int PartitionOf(string key)
    {
        var crc = uint.MaxValue;
        foreach (var value in Encoding.UTF8.GetBytes(key))
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }

        return (int)(~crc % 4);
    }

    /// <summary>Deletes every partition's records but the last ones.</summary>
    public async Task DeleteRecordsAsync(string topic, int keepLast)
    {
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = Address, GroupId = "watermarks" }).Build();
        var ends = Enumerable.Range(0, 4)
            .Select(partition => new TopicPartition(topic, partition))
            .Select(partition => new TopicPartitionOffset(partition, Math.Max(0, consumer.QueryWatermarkOffsets(partition, TimeSpan.FromSeconds(10)).High.Value - keepLast)));
        await _admin.DeleteRecordsAsync([.. ends]);
    }

    /// <summary>As <see cref="ReadToEnd"/>, values as bytes.</summary>
    public List<ConsumeResult<string, byte[]>> ReadBytesToEnd(string topic)
    {
        using var consumer = new ConsumerBuilder<string, byte[]>(
            new ConsumerConfig { BootstrapServers = Address, GroupId = "reader", EnableAutoCommit = false, EnablePartitionEof = true }).Build();
        consumer.Assign(Enumerable.Range(0, 4).Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning)));
        var read = new List<ConsumeResult<string, byte[]>>();
        var deadline = DateTime.UtcNow.AddSeconds(60);
        for (var ended = 0; DateTime.UtcNow < deadline && ended < 4;)
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

    /// <summary>Every record of a topic from its start to its present end.</summary>
    public List<ConsumeResult<string, string>> ReadToEnd(string topic) => Read(topic, enough: null);

    /// <summary>Every record of a topic from its start, read until <paramref name="enough"/> is content or the deadline passes.</summary>
    public List<ConsumeResult<string, string>> Read(string topic, Func<List<ConsumeResult<string, string>>, bool>? enough, int seconds = 60)
    {
        using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig
        {
            BootstrapServers = Address,
            GroupId = "reader",
            EnableAutoCommit = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnablePartitionEof = enough is null,
        }).SetValueDeserializer(new TextDeserializer()).Build();
        var partitions = _admin.GetMetadata(topic, TimeSpan.FromSeconds(10)).Topics[0].Partitions;
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

    public async ValueTask DisposeAsync()
    {
        _producer.Dispose();
        _admin.Dispose();
        await _broker.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static Task<BrokerServer> StartBrokerAsync(string folder, int port) =>
        BrokerServer.StartAsync(new BrokerOptions { DataDirectory = folder, Port = port }, TimeProvider.System, NullLoggerFactory.Instance);

    private sealed class TextDeserializer : IDeserializer<string>
    {
        public string Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) => Encoding.UTF8.GetString(data);
    }
}
