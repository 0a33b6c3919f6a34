using AuditOps.Collectors;
using AuditOps.Collectors.Configuration;
using AuditOps.Collectors.Scheduling;
using AuditOps.Embedded.Kafka;
using AuditOps.Kafka;
using AuditOps.Kafka.Provisioning;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Tests.Collect;

/// <summary>A broker with the topics that collectors write, for the tests of one class; each test has a tenant, and a group of topics' records of it.</summary>
public sealed class CollectKafka : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("auditops-collect-").FullName;
    private readonly SchemaRegistry _schemas = new();
    private readonly Dictionary<string, TopicReading> _topics = new(StringComparer.Ordinal);
    private BrokerServer? _broker;

    internal KafkaOptions Options => new() { BootstrapServers = _broker!.BootstrapServers, SessionTimeout = TimeSpan.FromSeconds(6) };

    internal KafkaClientFactory Clients => new(Options, NullLoggerFactory.Instance);

    public async ValueTask InitializeAsync()
    {
        _broker = await BrokerServer.StartAsync(new BrokerOptions { DataDirectory = Path.Combine(_folder, "kafka"), Port = 0 }, TimeProvider.System, NullLoggerFactory.Instance);
        string[] names = [TopicNames.Raw, TopicNames.RawHistory, TopicNames.DeadLetters, TopicNames.Cursors, TopicNames.Subscriptions, TopicNames.Hints, TopicNames.Checkpoints, TopicNames.Completeness, TopicNames.Health, TopicNames.Schemas, TopicNames.Posture];
        await new TopicProvisioner(Clients, TimeProvider.System, NullLogger<TopicProvisioner>.Instance).ProvisionAsync([.. names.Select(TopicCatalog.Get)], fix: false, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var reading in _topics.Values) reading.Dispose();
        if (_broker is not null) await _broker.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    internal static CollectConfiguration Configuration(string tenant, string address, WindowOptions? windows = null, LimitOptions? limits = null, params string[] sources) => CollectConfiguration.From(
        new CollectFile
        {
            Tenants =
            [
                new TenantFile
                {
                    Name = tenant, TenantId = "11111111-2222-3333-4444-555555555555", ClientId = "66666666-7777-8888-9999-000000000000", ClientSecret = "secret-planted-77aa",
                    Cloud = "custom", LoginEndpoint = address, GraphEndpoint = address, ManagementEndpoint = address, Sources = sources,
                },
            ],
            Windows = windows ?? new WindowOptions { Interval = TimeSpan.FromMilliseconds(200) },
            Limits = limits ?? new LimitOptions { FirstPause = TimeSpan.FromMilliseconds(20), GraphPerTenant = 1_000, GraphPerApp = 1_000, CircuitBreak = TimeSpan.FromMilliseconds(500) },
        },
        Path.GetTempPath());

    internal Task<CollectorHost> StartAsync(CollectConfiguration configuration, string instance = "one", ILoggerFactory? loggers = null, TimeProvider? time = null) =>
        CollectorHost.StartAsync(new CollectorOptions { Kafka = Options, Configuration = configuration, Shard = new ShardOptions { Instance = instance, StartSpread = TimeSpan.Zero } }, time ?? TimeProvider.System, loggers ?? NullLoggerFactory.Instance, CancellationToken.None);

    /// <summary>Envelopes of a tenant, as a reader of committed records sees them.</summary>
    internal List<RawEnvelope> Raw(string tenant, string topic = TopicNames.Raw) =>
        [.. Read(topic).Select(record => Codecs.RawEnvelope.Decode(record.Message.Value, _schemas)).Where(envelope => envelope.Tenant == tenant)];

    internal List<DeadLetter> Letters(string tenant) =>
        [.. Read(TopicNames.DeadLetters).Select(record => Codecs.DeadLetter.Decode(record.Message.Value, _schemas)).Where(letter => letter.Tenant == tenant)];

    internal List<SourceHealth> Health(string tenant) =>
        [.. Read(TopicNames.Health).Select(record => Codecs.SourceHealth.Decode(record.Message.Value, _schemas)).Where(health => health.Tenant == tenant)];

    internal List<FeedCursor> Cursors(string tenant) =>
        [.. Read(TopicNames.Cursors).Select(record => FeedCursor.FromJson(record.Message.Value)!).Where(cursor => cursor.Tenant == tenant)];

    /// <summary>Committed records of a topic, from its start. Asked over and over by conditions: what was read is kept.</summary>
    internal List<ConsumeResult<byte[], byte[]>> Read(string topic)
    {
        lock (_topics)
        {
            if (!_topics.TryGetValue(topic, out var reading)) _topics[topic] = reading = new TopicReading(Clients, topic);
            return reading.ToEnd();
        }
    }

    internal static async Task UntilAsync(Func<bool> condition, string what, Func<string>? why = null, int seconds = 120)
    {
        var deadline = DateTime.UtcNow.AddSeconds(seconds);
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < deadline, $"did not come: {what} {why?.Invoke()}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
