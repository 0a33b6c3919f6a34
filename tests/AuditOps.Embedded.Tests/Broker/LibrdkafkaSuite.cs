using Xunit;

namespace AuditOps.Embedded.Tests.Broker;

/// <summary>
/// Runs one number of librdkafka's own integration tests against a broker of ours. Never its quick mode, which skips most of what a test does.
/// What counts is its summary, not only its exit code: a number all of whose tests were skipped ends with 0 too.
/// </summary>
internal static class LibrdkafkaSuite
{
    private const string Version = "2.15.1";
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(15);

    /// <summary>What counts on the first members of a group getting their partitions together, as with Apache Kafka's default.</summary>
    private static readonly string[] s_countOnInitialDelay = ["0089", "0113", "0118"];

    /// <summary>The built source of librdkafka, which eng/native/setup.sh puts into the cache.</summary>
    public static string Source { get; } = Path.Combine(Cache(), $"librdkafka-{Version}-src", "package", "deps", "librdkafka");

    public static bool Long { get; } = Environment.GetEnvironmentVariable("AUDITOPS_TEST_LONG") == "1";

    /// <param name="number">The number its files begin with; a number may hold several tests.</param>
    /// <param name="idempotent">Whether every producer of the test is made idempotent (-P).</param>
    /// <param name="autoCreate">Whether the broker makes topics that are asked for; without it the tests of that scenario run instead.</param>
    /// <param name="login">Whether every client of the test logs in; a user with a password is made for it.</param>
    /// <param name="part">Runs only the parts of the test whose name contains this; one at least has to have passed.</param>
    public static async Task RunAsync(string number, bool idempotent = false, bool autoCreate = true, bool login = false, string? part = null)
    {
        var folder = Path.Combine(Source, "tests");
        Assert.True(File.Exists(Path.Combine(folder, "test-runner")), "librdkafka's test runner is missing: run eng/native/setup.sh tests");
        ForeignClients.RequireNode("kafkajs");
        await using var broker = await TestBroker.StartAsync(options => options with
        {
            AutoCreateTopics = autoCreate,
            DefaultPartitions = 4,
            ClampReplicationFactor = true,
            GroupInitialRebalanceDelay = s_countOnInitialDelay.Contains(number) ? TimeSpan.FromSeconds(3) : TimeSpan.Zero,
            MinSessionTimeout = TimeSpan.FromSeconds(6),
            HousekeepingInterval = TimeSpan.FromSeconds(1),
            SaslPort = login ? 0 : null,
        });
        var scratch = Directory.CreateTempSubdirectory("auditops-librdkafka-").FullName;
        try
        {
            var configuration = Path.Combine(scratch, "test.conf");
            await File.WriteAllTextAsync(configuration, login ? await LoginAsync(broker) : $"bootstrap.servers={broker.Bootstrap}\nmetadata.broker.list={broker.Bootstrap}\n");
            await WriteKafkaTopicsAsync(scratch);
            string[] scenario = autoCreate ? [] : ["-s", "noautocreate"];
            string[] producers = idempotent ? ["-P"] : [];
            var environment = new Dictionary<string, string>
            {
                ["LD_LIBRARY_PATH"] = "../src:../src-cpp",
                ["RDKAFKA_TEST_CONF"] = configuration,
                ["TEST_KAFKA_VERSION"] = KafkaVersion(number),
                ["TESTS"] = number,
                ["KAFKA_PATH"] = scratch,
                ["BROKERS"] = broker.Bootstrap,
            };
            if (part is not null) environment["SUBTESTS"] = part;
            var (exitCode, output) = await ExternalProcess.RunAsync(Path.Combine(folder, "test-runner"), ["-L", "-p1", .. scenario, .. producers], s_limit, folder, environment);
            Assert.True(exitCode == 0, $"{number} ended with {exitCode}:\n{Tail(output)}");
            Assert.True(Verdicts(output, number).Contains("PASSED"), $"{number} was skipped:\n{Tail(output)}");
            if (part is not null) Assert.True(output.Split('\n').Any(line => line.Contains(part, StringComparison.Ordinal) && line.Contains(": PASS (", StringComparison.Ordinal)), $"nothing of {number} is called {part}:\n{Tail(output)}");
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    /// <summary>
    /// The Kafka the tests are told they meet. 0052 has a part that produces in the formats before Kafka 0.11; it leaves that out for Kafka 4,
    /// which no longer takes them (KIP-724), as our broker never did. The others are told 3.4, for from 4 on they want groups of the newer protocol.
    /// </summary>
    private static string KafkaVersion(string number) => number == "0052" ? "4.0.0" : "3.4.0";

    private static async Task<string> LoginAsync(TestBroker broker)
    {
        await broker.AddUserAsync("librdkafka", "a password");
        var bootstrap = broker.Server.SaslBootstrapServers;
        return $"""
            bootstrap.servers={bootstrap}
            metadata.broker.list={bootstrap}
            security.protocol=SASL_PLAINTEXT
            sasl.mechanism=SCRAM-SHA-512
            sasl.username=librdkafka
            sasl.password=a password

            """;
    }

    /// <summary>Some tests make or change topics with Kafka's own command.</summary>
    private static async Task WriteKafkaTopicsAsync(string home)
    {
        var bin = Directory.CreateDirectory(Path.Combine(home, "bin")).FullName;
        var command = Path.Combine(bin, "kafka-topics.sh");
        await File.WriteAllTextAsync(command, $"#!/bin/sh\nexec node \"{Path.Combine(ForeignClients.Folder, "kafka-topics.mjs")}\" \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(command, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>The verdicts in the summary's rows: <c>| 0011_produce_batch | PASSED | 5.428s |</c>.</summary>
    private static IEnumerable<string> Verdicts(string output, string number) =>
        output.Split('\n')
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length > 3 && cells[1].Contains($" {number}_", StringComparison.Ordinal))
            .Select(cells => cells[2]);

    private static string Tail(string output)
    {
        var lines = output.Split('\n');
        return string.Join('\n', lines[Math.Max(0, lines.Length - 30)..]);
    }

    private static string Cache()
    {
        if (Environment.GetEnvironmentVariable("AUDITOPS_CACHE") is { Length: > 0 } cache) return cache;
        var home = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? xdg : Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/root", ".cache");
        return Path.Combine(home, "auditops");
    }
}
