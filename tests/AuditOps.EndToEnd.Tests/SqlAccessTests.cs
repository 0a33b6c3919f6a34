using System.Diagnostics;
using System.Net;
using AuditOps.EndToEnd.Tests.Driver;

namespace AuditOps.EndToEnd.Tests;

/// <summary>What somebody at this machine can do with the ClickHouse that <c>up</c> runs, without a password.</summary>
public sealed class SqlAccessTests(SharedStack shared)
{
    [Fact]
    public async Task Whoever_has_no_password_can_query_and_change_tables_but_reaches_no_file_server_or_query_of_others()
    {
        var stack = await shared.WithSampleAsync();
        var target = Path.Combine(stack.Data, "written.csv");
        string[] refused =
        [
            "SELECT file('/etc/passwd')",
            "SELECT * FROM file('/etc/passwd', 'LineAsString')",
            "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
            $"INSERT INTO FUNCTION file('{target}', 'CSV', 'x UInt8') SELECT 1",
            $"INSERT INTO FUNCTION file('{target}', 'CSV', 'x UInt8') VALUES (1)",
            $"INSERT INTO TABLE FUNCTION file('{target}', 'CSV', 'x UInt8') FORMAT CSV\n1\n",
            $"WITH 1 AS y INSERT INTO FUNCTION file('{target}', 'CSV', 'x UInt8') SELECT y",
            $"SELECT 1 INTO OUTFILE '{target}'",
            $"CREATE TABLE auditops.stolen (x String) ENGINE = File(CSV, '{target}')",
            "CREATE TABLE auditops.stolen (line String) ENGINE = Memory AS SELECT * FROM file('/etc/passwd', 'LineAsString')",
            "CREATE TABLE auditops.stolen AS file('/etc/passwd', 'LineAsString')",
            "INSERT INTO auditops.dead_letters_store (id) SELECT * FROM file('/etc/passwd', 'LineAsString')",
            "ALTER TABLE auditops.events_store DELETE WHERE event_id IN (SELECT * FROM file('/etc/passwd', 'LineAsString'))",
            "ALTER TABLE auditops.events_store FREEZE",
            $"INSERT INTO `{target}` VALUES (1)",
            "INSERT INTO `written.csv` VALUES (1)",
            "SELECT * FROM `/etc/passwd`",
            "INSERT INTO auditops.dead_letters_store (id) SELECT * FROM `/etc/passwd`",
            "INSERT INTO auditops.dead_letters_store (id) SELECT * APPLY(file) FROM (SELECT '/etc/passwd' AS x)",
            "KILL QUERY WHERE 1",
            "SYSTEM SHUTDOWN",
            "CREATE USER thief",
            "CREATE FUNCTION f AS x -> file(x)",
            "SELECT query FROM system.processes",
            "BACKUP TABLE auditops.events_store TO Disk('default', 'x')",
        ];
        foreach (var sql in refused)
        {
            foreach (var isGet in new[] { true, false })
            {
                var (status, text) = await RunAsync(stack, sql, isGet);
                Assert.True(status is not HttpStatusCode.OK, $"{(isGet ? "GET" : "POST")} {sql} answered {text}");
                Assert.DoesNotContain("root:", text, StringComparison.Ordinal);
            }
        }

        Assert.False(File.Exists(target));
        Assert.NotEqual(HttpStatusCode.OK, (await RunAsync(stack, "ALTER TABLE auditops.events_store DELETE WHERE tenant = 'sample'", isGet: true)).Status);

        await stack.SqlAsync("CREATE TABLE auditops.notes (x UInt8) ENGINE = MergeTree ORDER BY x");
        await stack.SqlAsync("INSERT INTO auditops.notes VALUES (1), (2), (3)");
        await stack.SqlAsync("INSERT INTO auditops.notes SELECT number FROM numbers(3)");
        await stack.SqlAsync("ALTER TABLE auditops.notes DELETE WHERE x = 1");
        await stack.SqlAsync("OPTIMIZE TABLE auditops.notes FINAL");
        await Eventually.HoldsAsync("the deleted rows being gone", () => stack.SqlAsync("SELECT count() FROM auditops.notes"), count => count == "4");
        await stack.SqlAsync("DROP TABLE auditops.notes");

        var password = new FileInfo(Path.Combine(stack.Data, "data", "clickhouse-password"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, password.UnixFileMode);
    }

    [Fact]
    public async Task Slow_queries_of_others_do_not_hold_up_the_api()
    {
        await using var stack = await EmbeddedStack.StartAsync("--no-sample");
        var slow = Enumerable.Range(0, 6).Select(_ => RunAsync(stack, "SELECT count() FROM numbers(100000000000) WHERE NOT ignore(cityHash64(number))", isGet: false)).ToArray();
        // Less than the 30 s after which a query is ended, more than a busy machine needs.
        for (var look = 0; look < 5; look++)
        {
            var started = Stopwatch.GetTimestamp();
            Assert.True(await stack.AnswersAsync("/api/v1/events?limit=1"));
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20), "the API waited for other people's queries");
        }

        // Each would go on until its time limit.
        using (var clickhouse = Process.GetProcessById(Assert.NotNull(stack.ProcessId("clickhouse")))) clickhouse.Kill();
        await Assert.ThrowsAnyAsync<Exception>(() => Task.WhenAll(slow.Select(async query => _ = (await query).Status == HttpStatusCode.OK ? HttpStatusCode.OK : throw new HttpRequestException("ended"))));
    }

    [Fact]
    public async Task Settings_that_cannot_be_read_are_named_all_at_once_with_code_2()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AUDITOPS__KAFKA__SECURITY"] = "nonsense",
            ["AUDITOPS__KAFKA__REPLICATIONFACTOR"] = "-1",
            ["AUDITOPS__KAFKA__CAFILE"] = "/nowhere/ca.pem",
            ["AUDITOPS__KAFKA__PASSWORD"] = "very-secret",
        };
        var result = await Cli.FinishAsync(Cli.Start(["provision", "--kafka", "127.0.0.1:1"], environment));
        Assert.Equal(2, result.Code);
        foreach (var part in new[] { "AUDITOPS__KAFKA__SECURITY", "AUDITOPS__KAFKA__REPLICATIONFACTOR", "/nowhere/ca.pem" })
            Assert.Contains(part, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret", result.Error + result.Output, StringComparison.Ordinal);

        var open = await Cli.RunAsync("clickhouse", "--data", Path.GetTempPath(), "--listen", "0.0.0.0", "--port", "0");
        Assert.Equal(2, open.Code);
        Assert.Contains("--password-file", open.Error, StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode Status, string Text)> RunAsync(EmbeddedStack stack, string sql, bool isGet)
    {
        using var answer = isGet
            ? await stack.Http.GetAsync(new Uri($"{stack.ClickHouse}/?query={Uri.EscapeDataString(sql)}"))
            : await stack.Http.PostAsync(new Uri(stack.ClickHouse + "/"), new StringContent(sql));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
