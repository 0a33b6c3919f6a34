using Xunit;

namespace AuditOps.Embedded.Tests.Broker;

/// <summary>
/// librdkafka's own integration tests against our broker: one number per process, never its quick mode, which skips most of what a test does.
/// Without AUDITOPS_TEST_LONG=1 the ones that need no more than a few seconds each run.
/// </summary>
public sealed class LibrdkafkaSuiteTests
{
    private const string Version = "2.15.1";

    /// <summary>Quick ones that together touch produce, fetch, groups, offsets, admin, idempotence, transactions and time look-ups.</summary>
    private static readonly string[] s_default =
        ["0001", "0005", "0008", "0012", "0013", "0017", "0022", "0031", "0036", "0039", "0040", "0044", "0054", "0056", "0073", "0129", "0130"];

    private static readonly string[] s_long =
        ["0019", "0026", "0029", "0030", "0033", "0038", "0041", "0042", "0055", "0061", "0069", "0118", "0125"];

    public static TheoryData<string> Numbers() => new(Environment.GetEnvironmentVariable("AUDITOPS_TEST_LONG") == "1" ? s_default.Concat(s_long).Order() : s_default);

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task Librdkafkas_own_test_passes(string number)
    {
        var folder = Path.Combine(Cache(), $"librdkafka-{Version}-src", "package", "deps", "librdkafka", "tests");
        Assert.True(File.Exists(Path.Combine(folder, "test-runner")), "librdkafka's test runner is missing: run eng/native/setup.sh tests");
        await using var broker = await TestBroker.StartAsync(options => options with
        {
            AutoCreateTopics = true,
            DefaultPartitions = 4,
            ClampReplicationFactor = true,
            GroupInitialRebalanceDelay = TimeSpan.FromSeconds(3),
            MinSessionTimeout = TimeSpan.FromSeconds(6),
        });
        var configuration = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(configuration, $"bootstrap.servers={broker.Bootstrap}\nmetadata.broker.list={broker.Bootstrap}\n");
            var (exitCode, output) = await ExternalProcess.RunAsync(
                Path.Combine(folder, "test-runner"),
                ["-L", "-p1"],
                TimeSpan.FromMinutes(4),
                folder,
                new Dictionary<string, string>
                {
                    ["LD_LIBRARY_PATH"] = "../src:../src-cpp",
                    ["RDKAFKA_TEST_CONF"] = configuration,
                    ["TEST_KAFKA_VERSION"] = "3.4.0",
                    ["TESTS"] = number,
                });
            Assert.True(exitCode == 0, $"{number} ended with {exitCode}:\n{Tail(output)}");
        }
        finally
        {
            File.Delete(configuration);
        }
    }

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
