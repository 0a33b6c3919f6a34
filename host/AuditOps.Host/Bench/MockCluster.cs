using Confluent.Kafka;

namespace AuditOps.Host.Bench;

/// <summary>librdkafka's own mock cluster (one broker, in this process): the yardstick of <c>bench broker</c>. It keeps 5 MiB a partition in memory and writes nothing.</summary>
internal sealed class MockCluster : IDisposable
{
    private readonly IAdminClient _client;

    public MockCluster()
    {
        var config = new ClientConfig { BootstrapServers = "127.0.0.1:1" };
        config.Set("test.mock.num.brokers", "1");
        _client = new AdminClientBuilder(config).SetLogHandler(static (_, _) => { }).Build();
        var metadata = _client.GetMetadata(TimeSpan.FromSeconds(10));
        BootstrapServers = $"{metadata.Brokers[0].Host}:{metadata.Brokers[0].Port}";
    }

    public string BootstrapServers { get; }

    /// <summary>CPU seconds of the mock's own thread so far.</summary>
    public static double CpuSeconds => ThreadCpu.OfOwnThreads("rdk:mock");

    public void Dispose() => _client.Dispose();
}
