using System.Text.Json;
using Xunit;

namespace AuditOps.Embedded.Tests.Broker;

/// <summary>
/// node-rdkafka's own end-to-end tests, against a broker set up as its docker-compose.yml sets one up. Its native part is built the first time,
/// in about half a minute, over the librdkafka that the other tests use: its package brings an older one, whose build takes minutes.
/// </summary>
public sealed class NodeRdkafkaSuiteTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);
    private static readonly string[] s_topics = ["test", "test2", "test3", "test4", "test5", "test6"];
    private static readonly string[] s_libraries = [Path.Combine(LibrdkafkaSuite.Source, "src"), Path.Combine(LibrdkafkaSuite.Source, "src-cpp")];

    /// <summary>
    /// Three tests that fail against any broker under Node.js 20: the address of an empty Buffer's bytes is null there, and node-rdkafka's producer hands that on,
    /// so that an empty key or value leaves the client as none. They are left out because their failure may leave a consumer behind whose end never
    /// comes, and with it that of later tests (docs/broker-clients.md).
    /// </summary>
    private const string FailsInTheClient = "(empty buffer key|empty key) and empty value|empty payload and empty key";

    private const int Others = 61;

    [Fact]
    public async Task Node_rdkafkas_own_tests_pass_but_for_those_its_client_fails_by_itself()
    {
        if (!LibrdkafkaSuite.Long) Assert.Skip("builds a native module and takes two minutes: set AUDITOPS_TEST_LONG=1");
        var folder = Path.Combine(ForeignClients.Folder, "..", "clients-node-rdkafka", "node_modules");
        var package = Path.Combine(folder, "node-rdkafka");
        Assert.True(Directory.Exists(package), "node-rdkafka is missing: npm ci --ignore-scripts --prefix tests/AuditOps.Embedded.Tests/clients-node-rdkafka");
        if (!File.Exists(Path.Combine(package, "build", "Release", "node-librdkafka.node"))) await BuildAsync(folder);
        await using var broker = await TestBroker.StartAsync(options => options with { AutoCreateTopics = true, DefaultPartitions = 1, ClampReplicationFactor = false });
        using (var admin = broker.Admin()) await admin.CreateTopicsAsync(s_topics.Select(topic => new Confluent.Kafka.Admin.TopicSpecification { Name = topic, NumPartitions = 1 }));

        var report = Path.GetTempFileName();
        try
        {
            string[] specs = [.. Directory.GetFiles(Path.Combine(package, "e2e"), "*.spec.js").Order()];
            var (exitCode, output) = await ExternalProcess.RunAsync(
                "node",
                [Path.Combine(folder, "mocha", "bin", "mocha.js"), "--exit", "--grep", FailsInTheClient, "--invert", "--timeout", "120000", "--reporter", "json", "--reporter-option", $"output={report}", .. specs],
                s_limit,
                package,
                new Dictionary<string, string> { ["KAFKA_HOST"] = broker.Bootstrap, ["LD_LIBRARY_PATH"] = string.Join(':', s_libraries) });
            Assert.True(new FileInfo(report).Length > 0, $"mocha ended with {exitCode} and no report:\n{output}");
            using var results = JsonDocument.Parse(await File.ReadAllTextAsync(report));
            var failures = results.RootElement.GetProperty("failures").EnumerateArray().Select(test => $"{test.GetProperty("fullTitle")}: {test.GetProperty("err")}");
            Assert.True(!failures.Any(), string.Join('\n', failures));
            Assert.Equal(Others, results.RootElement.GetProperty("stats").GetProperty("passes").GetInt32());
        }
        finally
        {
            File.Delete(report);
        }
    }

    private static async Task BuildAsync(string folder)
    {
        // node-gyp would fetch these headers from nodejs.org; a build stays with the package registries.
        var headers = HeadersOfNode();
        if (headers is null) Assert.Skip("the C++ headers of Node.js are missing: install libnode-dev, or a Node.js that brings them");
        var (exitCode, log) = await ExternalProcess.RunAsync(
            "npm",
            ["rebuild", "--foreground-scripts", "node-rdkafka"],
            s_limit,
            Path.GetDirectoryName(folder),
            new Dictionary<string, string>
            {
                ["BUILD_LIBRDKAFKA"] = "0",
                ["CXXFLAGS"] = string.Join(' ', s_libraries.Select(library => $"-I{library}")),
                ["LDFLAGS"] = string.Join(' ', s_libraries.Select(library => $"-L{library}")),
                ["npm_config_nodedir"] = headers,
            });
        Assert.True(exitCode == 0, $"building node-rdkafka ended with {exitCode}:\n{log}");
    }

    /// <summary>The folder with include/node/node.h in it: the one that Node.js is installed in, whose bin/node PATH names.</summary>
    private static string? HeadersOfNode() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(bin => Path.Combine(bin, "node"))
            .Where(File.Exists)
            .Select(node => new FileInfo(node).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? node)
            .Select(node => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(node)!, "..")))
            .FirstOrDefault(prefix => File.Exists(Path.Combine(prefix, "include", "node", "node.h")));
}
