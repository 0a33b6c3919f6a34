using System.Text;
using AuditOps.Collectors.Import;
using AuditOps.Embedded.Kafka;
using AuditOps.Kafka;
using AuditOps.Kafka.Provisioning;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Tests.Import;

/// <summary>A broker with the topics an import touches, for the tests of one class.</summary>
public sealed class ImportKafka : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("auditops-import-").FullName;
    private BrokerServer? _broker;

    internal KafkaOptions Options => new() { BootstrapServers = _broker!.BootstrapServers };

    internal KafkaClientFactory Clients => new(Options, NullLoggerFactory.Instance);

    public async ValueTask InitializeAsync()
    {
        _broker = await BrokerServer.StartAsync(new BrokerOptions { DataDirectory = Path.Combine(_folder, "kafka"), Port = 0 }, TimeProvider.System, NullLoggerFactory.Instance);
        string[] names = [TopicNames.RawHistory, TopicNames.Enriched, TopicNames.DeadLetters, TopicNames.Checkpoints, TopicNames.Completeness, TopicNames.Audit, TopicNames.Schemas];
        await new TopicProvisioner(Clients, TimeProvider.System, NullLogger<TopicProvisioner>.Instance).ProvisionAsync([.. names.Select(TopicCatalog.Get)], fix: false, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null) await _broker.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    internal string Write(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, text, new UTF8Encoding(false));
        return file;
    }

    internal ImportOptions For(string tenant, params string[] files) => new() { Files = files, Tenant = tenant, Kafka = Options, RejectedDirectory = Path.Combine(_folder, "rejected") };

    internal static Task<ImportReport> ImportAsync(ImportOptions options, IProgress<ImportProgress>? progress = null, CancellationToken? cancel = null) =>
        ImportRun.RunAsync(options, progress, TimeProvider.System, NullLoggerFactory.Instance, cancel ?? TestContext.Current.CancellationToken);

    /// <summary>Records of a topic that carry a run's header.</summary>
    internal List<ConsumeResult<byte[], byte[]>> OfRun(string topic, string run)
    {
        using var consumer = Clients.Consumer("import-tests", "import-tests", AutoOffsetReset.Earliest);
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var partitions = admin.GetMetadata(topic, TimeSpan.FromSeconds(10)).Topics[0].Partitions;
        consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(topic, partition.PartitionId, Offset.Beginning)));
        var found = new List<ConsumeResult<byte[], byte[]>>();
        var deadline = DateTime.UtcNow.AddSeconds(60);
        for (var ended = 0; ended < partitions.Count;)
        {
            Assert.True(DateTime.UtcNow < deadline, $"{topic} could not be read to its end");
            if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is not { } record) continue;
            if (record.IsPartitionEOF) ended++;
            else if (record.Message.Headers?.TryGetLastBytes("run", out var header) == true && Encoding.UTF8.GetString(header) == run) found.Add(record);
        }

        return found;
    }
}
