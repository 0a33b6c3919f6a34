using System.Net;
using System.Text;
using AuditOps.Embedded.ClickHouse;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditOps.Embedded.Tests.ClickHouse;

[Collection(EmbeddedClickHouseCollection.Name)]
public sealed class LifecycleTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("auditops-ch-life-").FullName;

    [Fact]
    public async Task A_restart_keeps_the_data()
    {
        await using (var first = await ChildServer.StartAsync(directory))
        {
            using var client = first.Client();
            await client.SqlAsync("CREATE TABLE t (a UInt32) ENGINE = MergeTree ORDER BY a");
            await client.InsertAsync("INSERT INTO t FORMAT JSONEachRow", "{\"a\":1}"u8.ToArray());
            first.Stop();
            Assert.Equal(0, await first.EndAsync());
        }

        await using var second = await ChildServer.StartAsync(directory);
        using var again = second.Client();
        Assert.Equal("1\n", await again.SqlAsync("SELECT a FROM t"));
    }

    [Fact]
    public async Task What_was_acknowledged_survives_a_kill()
    {
        var acknowledged = 0;
        var rounds = Environment.GetEnvironmentVariable("AUDITOPS_TEST_LONG") == "1" ? 20 : 3;
        for (var round = 0; round < rounds; round++)
        {
            await using var child = await ChildServer.StartAsync(directory);
            using var client = child.Client();
            await client.SqlAsync("CREATE TABLE IF NOT EXISTS t (a UInt32) ENGINE = MergeTree ORDER BY a SETTINGS non_replicated_deduplication_window = 1000");
            var stored = int.Parse(await client.SqlAsync("SELECT count() FROM t"), System.Globalization.CultureInfo.InvariantCulture);
            Assert.InRange(stored, acknowledged, acknowledged + 1);
            acknowledged = stored;
            var inserting = Task.Run(async () =>
            {
                while (true)
                {
                    var answer = await client.InsertAsync("INSERT INTO t FORMAT JSONEachRow", Encoding.UTF8.GetBytes($"{{\"a\":{acknowledged}}}"));
                    if (answer.Status == HttpStatusCode.OK) acknowledged++;
                }
            });
            var goal = acknowledged + 10;
            await Deadline.UntilAsync(() => Task.FromResult(Volatile.Read(ref acknowledged) >= goal), "ten inserts");
            child.Kill();
            await Assert.ThrowsAsync<HttpRequestException>(() => inserting);
        }
    }

    [Fact]
    public async Task A_second_server_on_the_directory_is_refused_in_one_sentence()
    {
        await using var child = await ChildServer.StartAsync(directory);
        using var client = child.Client();
        await client.SqlAsync("SELECT 1");
        var failure = await Assert.ThrowsAsync<Xunit.Sdk.FailException>(() => ChildServer.StartAsync(directory));
        Assert.Contains("is in use by another server", failure.Message, StringComparison.Ordinal);
        Assert.Equal("1\n", await client.SqlAsync("SELECT 1"));
    }

    [Fact]
    public async Task A_second_server_in_the_process_is_refused()
    {
        var failure = await Assert.ThrowsAsync<EmbeddedClickHouseException>(() =>
            ClickHouseServer.StartAsync(RunningServer.Options(directory), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None));
        Assert.Equal(ClickHouseFault.DataDirectoryInUse, failure.Fault);
    }

    [Fact]
    public async Task A_stop_lets_running_queries_end_and_refuses_new_ones()
    {
        await using var child = await ChildServer.StartAsync(directory);
        using var client = child.Client();
        var slow = client.SqlAsync("SELECT count(), max(sleepEachRow(0.5)) FROM numbers(4) SETTINGS max_block_size = 1");
        await Deadline.UntilAsync(async () => await client.SqlAsync("SELECT count() FROM system.processes WHERE query LIKE '%sleepEachRow%' AND query NOT LIKE '%processes%'") == "1\n", "the query runs");
        child.Stop();
        await Deadline.UntilAsync(async () => (await client.SendAsync(HttpMethod.Get, "/?query=SELECT%201")).Status == HttpStatusCode.ServiceUnavailable, "new queries get 503");
        Assert.Equal("4\t0\n", await slow);
        Assert.Equal(0, await child.EndAsync());
    }

    [Fact]
    public async Task A_crash_in_native_code_ends_the_process_with_an_error()
    {
        await using var child = await ChildServer.StartAsync(directory);
        using var client = child.Client();
        await client.SqlAsync("SELECT 1");
        child.Crash();
        Assert.NotEqual(0, await child.EndAsync());
    }

    [Fact]
    public async Task Many_inserts_and_selects_leave_memory_bounded()
    {
        await using var child = await ChildServer.StartAsync(directory);
        using var client = child.Client();
        await client.SqlAsync("CREATE TABLE t (a UInt32, s String) ENGINE = MergeTree ORDER BY a SETTINGS non_replicated_deduplication_window = 1000");
        var row = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 200).Select(i => $"{{\"a\":{i},\"s\":\"{new string('x', 200)}\"}}\n")));
        var after = new List<long>();
        var rounds = Environment.GetEnvironmentVariable("AUDITOPS_TEST_LONG") == "1" ? 1000 : 200;
        for (var i = 1; i <= rounds; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await client.InsertAsync("INSERT INTO t FORMAT JSONEachRow", row, $"&insert_deduplication_token=t{i}")).Status);
            Assert.NotEqual("", await client.SqlAsync("SELECT a, count() FROM t GROUP BY a ORDER BY a LIMIT 3"));
            if (i % (rounds / 4) == 0) after.Add(child.ResidentMegabytes());
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"resident MiB after each quarter of {rounds} rounds: " + string.Join(", ", after));
        Assert.Equal($"{rounds * 200}\n", await client.SqlAsync("SELECT count() FROM t"));
        Assert.True(after[^1] < 1024 && after[^1] - after[0] < 200, string.Join(", ", after));
    }

    [Fact]
    public void Every_wrong_option_is_named_at_once()
    {
        var options = new ClickHouseOptions { Host = "0.0.0.0", Port = 70000, Connections = 0, MergeThreads = 0 };
        var failure = Assert.Throws<EmbeddedClickHouseException>(options.Validate);
        foreach (var word in new[] { "DataDirectory", "Port", "Connections", "MergeThreads", "no password" }) Assert.Contains(word, failure.Message, StringComparison.Ordinal);
        new ClickHouseOptions { DataDirectory = "x" }.Validate();
    }

    public void Dispose()
    {
        Directory.Delete(directory, recursive: true);
        File.Delete(ChildServer.ReadyFile(directory));
    }
}
