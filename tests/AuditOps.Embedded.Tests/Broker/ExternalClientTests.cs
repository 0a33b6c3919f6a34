using Xunit;

namespace AuditOps.Embedded.Tests.Broker;

/// <summary>Clients that know nothing of this project produce and consume with a group, each checking every record itself.</summary>
public sealed class ExternalClientTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Kcat_produces_and_consumes_with_a_group()
    {
        Assert.True(ExternalProcess.Exists("kcat"), "kcat is missing: apt-get install kcat");
        await using var broker = await TestBroker.StartAsync();
        var topic = await broker.CreateTopicAsync(partitions: 3);
        await RunAsync("sh", [Path.Combine(ForeignClients.Folder, "kcat.sh"), broker.Bootstrap, topic]);
    }

    [Fact]
    public async Task Kafka_python_produces_and_consumes_with_a_group()
    {
        // Debian's own interpreter: the package is installed for no other.
        const string python = "/usr/bin/python3";
        Assert.True(
            ExternalProcess.Exists(python) && (await ExternalProcess.RunAsync(python, ["-c", "import kafka"], s_limit)).ExitCode == 0,
            "kafka-python is missing: apt-get install python3-kafka");
        await using var broker = await TestBroker.StartAsync();
        await RunAsync(python, [Path.Combine(ForeignClients.Folder, "kafka_python.py"), broker.Bootstrap]);
    }

    [Fact]
    public async Task Kafkajs_produces_and_consumes_with_a_group()
    {
        ForeignClients.RequireNode("kafkajs");
        await using var broker = await TestBroker.StartAsync();
        await RunAsync("node", [Path.Combine(ForeignClients.Folder, "kafkajs.mjs"), broker.Bootstrap]);
    }

    private static async Task RunAsync(string program, string[] arguments)
    {
        var (exitCode, output) = await ExternalProcess.RunAsync(program, arguments, s_limit);
        Assert.True(exitCode == 0, $"{program} ended with {exitCode}: {output}");
    }
}
