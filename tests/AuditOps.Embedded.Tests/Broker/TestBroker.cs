using AuditOps.Embedded.Kafka;
using AuditOps.Embedded.Kafka.Storage;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Embedded.Tests.Broker;

/// <summary>A broker of our own on a free port, with a directory that goes away with it.</summary>
internal sealed class TestBroker : IAsyncDisposable
{
    private readonly BrokerOptions _options;
    private readonly string _directory;
    private int _topics;

    private TestBroker(BrokerOptions options)
    {
        _options = options;
        _directory = options.DataDirectory;
    }

    public BrokerServer Server { get; private set; } = null!;

    public string Bootstrap => Server.BootstrapServers;

    public int Port => Server.Port;

    public string Folder => _directory;

    public static async Task<TestBroker> StartAsync(Func<BrokerOptions, BrokerOptions>? configure = null)
    {
        var directory = Path.Combine(Path.GetTempPath(), "auditops-broker-" + Guid.NewGuid().ToString("n"));
        var options = new BrokerOptions { DataDirectory = directory, Port = 0, MinFreeDiskBytes = 1024 * 1024 };
        var broker = new TestBroker(configure?.Invoke(options) ?? options);
        broker.Server = await BrokerServer.StartAsync(broker._options, TimeProvider.System, NullLoggerFactory.Instance);
        return broker;
    }

    /// <summary>Stops the broker in order and starts it again on the same port and directory; between the two, <paramref name="meanwhile"/> may look at what it left.</summary>
    public async Task RestartAsync(Func<LogStoreOptions, Task>? meanwhile = null)
    {
        var port = Port;
        var saslPort = Server.SaslPort;
        await Server.StopAsync();
        if (meanwhile is not null) await meanwhile(_options.ToStoreOptions());
        Server = await BrokerServer.StartAsync(_options with { Port = port, SaslPort = saslPort }, TimeProvider.System, NullLoggerFactory.Instance);
    }

    /// <summary>Turns a client to the port where one logs in.</summary>
    public Action<ClientConfig> As(string user, string password) => config =>
    {
        config.BootstrapServers = Server.SaslBootstrapServers;
        config.SecurityProtocol = SecurityProtocol.SaslPlaintext;
        config.SaslMechanism = SaslMechanism.ScramSha512;
        config.SaslUsername = user;
        config.SaslPassword = password;
    };

    public IAdminClient Admin(Action<ClientConfig>? configure = null)
    {
        var config = new AdminClientConfig { BootstrapServers = Bootstrap };
        configure?.Invoke(config);
        return new AdminClientBuilder(config).Build();
    }

    /// <summary>Makes a user, over the port without login, with librdkafka's own salting.</summary>
    public async Task AddUserAsync(string name, string password, ScramMechanism mechanism = ScramMechanism.ScramSha512)
    {
        using var admin = Admin();
        await admin.AlterUserScramCredentialsAsync(
        [
            new UserScramCredentialUpsertion
            {
                User = name,
                ScramCredentialInfo = new ScramCredentialInfo { Mechanism = mechanism, Iterations = 4096 },
                Password = System.Text.Encoding.UTF8.GetBytes(password),
            },
        ]);
    }

    public async Task<string> CreateTopicAsync(int partitions = 1, Dictionary<string, string>? configs = null)
    {
        var name = $"topic-{Interlocked.Increment(ref _topics)}";
        using var admin = Admin();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = name, NumPartitions = partitions, ReplicationFactor = 1, Configs = configs }]);
        return name;
    }

    public IProducer<string, string> Producer(Action<ProducerConfig>? configure = null)
    {
        var config = new ProducerConfig { BootstrapServers = Bootstrap, Acks = Acks.All, EnableIdempotence = true, LingerMs = 2 };
        configure?.Invoke(config);
        return new ProducerBuilder<string, string>(config).Build();
    }

    public IConsumer<string, string> Consumer(string group, Action<ConsumerConfig>? configure = null, Action<ConsumerBuilder<string, string>>? build = null)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = Bootstrap,
            GroupId = group,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
            SessionTimeoutMs = 6000,
            HeartbeatIntervalMs = 500,
        };
        configure?.Invoke(config);
        var builder = new ConsumerBuilder<string, string>(config);
        build?.Invoke(builder);
        return builder.Build();
    }

    /// <summary>Consumes until <paramref name="count"/> records have come, or fails.</summary>
    public static List<ConsumeResult<string, string>> Take(IConsumer<string, string> consumer, int count, int seconds = 30)
    {
        List<ConsumeResult<string, string>> records = [];
        var deadline = DateTime.UtcNow.AddSeconds(seconds);
        while (records.Count < count)
        {
            Assert.True(DateTime.UtcNow < deadline, $"{records.Count} of {count} records after {seconds} s");
            if (consumer.Consume(TimeSpan.FromMilliseconds(200)) is { IsPartitionEOF: false } record) records.Add(record);
        }
        return records;
    }

    public static async Task ProduceAsync(IProducer<string, string> producer, string topic, int count, string prefix = "v")
    {
        var sent = Enumerable.Range(0, count).Select(i => producer.ProduceAsync(topic, new Message<string, string> { Key = $"k{i}", Value = $"{prefix}{i}" }));
        foreach (var result in await Task.WhenAll(sent)) Assert.Equal(PersistenceStatus.Persisted, result.Status);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        if (Directory.Exists(_directory)) Directory.Delete(_directory, recursive: true);
    }
}
