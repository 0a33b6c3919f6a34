using AuditOps.Embedded.Kafka;
using AuditOps.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Tests.Kafka;

/// <summary>An embedded broker of its own on a free port, with data that goes when the test ends.</summary>
public sealed class BrokerFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("auditops-kafka-");
    private BrokerServer? _server;

    public string BootstrapServers => _server!.BootstrapServers;

    public async ValueTask InitializeAsync() =>
        _server = await BrokerServer.StartAsync(new BrokerOptions { DataDirectory = _data.FullName, Port = 0 }, TimeProvider.System, NullLoggerFactory.Instance);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _data.Delete(recursive: true);
    }

    public KafkaClientFactory Clients(int partitions = 2) =>
        new(new KafkaOptions { BootstrapServers = BootstrapServers, Partitions = partitions, AdminTimeout = TimeSpan.FromSeconds(20) }, NullLoggerFactory.Instance);
}
