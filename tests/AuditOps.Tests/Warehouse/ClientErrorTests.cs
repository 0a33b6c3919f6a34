using System.Net;
using System.Net.Sockets;
using System.Text;
using AuditOps.Warehouse;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Queries;
using Xunit;

namespace AuditOps.Tests.Warehouse;

public sealed class ClientErrorTests(WarehouseFixture clickHouse)
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(33, WarehouseErrorKind.RowRefused, WarehouseRetry.SplitBatch)]
    [InlineData(117, WarehouseErrorKind.RowRefused, WarehouseRetry.SplitBatch)]
    [InlineData(131, WarehouseErrorKind.RowRefused, WarehouseRetry.SplitBatch)]
    [InlineData(469, WarehouseErrorKind.RowRefused, WarehouseRetry.SplitBatch)]
    [InlineData(16, WarehouseErrorKind.SchemaMismatch, WarehouseRetry.Stop)]
    [InlineData(60, WarehouseErrorKind.SchemaMismatch, WarehouseRetry.Stop)]
    [InlineData(81, WarehouseErrorKind.SchemaMismatch, WarehouseRetry.Stop)]
    [InlineData(497, WarehouseErrorKind.AccessDenied, WarehouseRetry.Stop)]
    [InlineData(516, WarehouseErrorKind.AccessDenied, WarehouseRetry.Stop)]
    [InlineData(62, WarehouseErrorKind.BadQuery, WarehouseRetry.Stop)]
    [InlineData(159, WarehouseErrorKind.Timeout, WarehouseRetry.SameBytes)]
    [InlineData(202, WarehouseErrorKind.Overloaded, WarehouseRetry.SameBytes)]
    [InlineData(241, WarehouseErrorKind.Overloaded, WarehouseRetry.SameBytes)]
    [InlineData(242, WarehouseErrorKind.Overloaded, WarehouseRetry.SameBytes)]
    [InlineData(252, WarehouseErrorKind.Overloaded, WarehouseRetry.SameBytes)]
    [InlineData(319, WarehouseErrorKind.Overloaded, WarehouseRetry.SameBytes)]
    [InlineData(1002, WarehouseErrorKind.Server, WarehouseRetry.SameBytes)]
    [InlineData(123456, WarehouseErrorKind.Server, WarehouseRetry.SameBytes)]
    public void An_error_code_says_what_to_do(int code, WarehouseErrorKind kind, WarehouseRetry retry)
    {
        Assert.Equal(kind, RetryClassifier.Classify(code));
        Assert.Equal(retry, RetryClassifier.Decide(kind));
    }

    [Theory]
    [InlineData("no_such_table", WarehouseErrorKind.SchemaMismatch)]
    [InlineData("events_store WHERE no_such_column = 1", WarehouseErrorKind.SchemaMismatch)]
    [InlineData("events_store WHERE (", WarehouseErrorKind.BadQuery)]
    [InlineData("events_store WHERE no_such_function(1)", WarehouseErrorKind.BadQuery)]
    public async Task The_server_says_the_code_itself(string from, WarehouseErrorKind expected)
    {
        using var client = await clickHouse.NewMigratedAsync();

        var error = await Assert.ThrowsAsync<WarehouseException>(() => client.NumberAsync($"(SELECT count() FROM {from})"));

        Assert.Equal(expected, error.Kind);
        Assert.NotEqual(0, error.Code);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unreachable()
    {
        using var client = new ClickHouseClient(new WarehouseOptions { Address = new Uri("http://127.0.0.1:9") });

        Assert.Equal(WarehouseErrorKind.Unreachable, (await Assert.ThrowsAsync<WarehouseException>(() => client.NumberAsync("1"))).Kind);
        Assert.False(await client.PingAsync(Now));
    }

    [Theory]
    [InlineData("{\"n\":1}\n{\"n\":2}\nCode: 241. DB::Exception: Memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)\n", false, WarehouseErrorKind.Overloaded)]
    [InlineData("{\"n\":1}\n{\"n\":", true, WarehouseErrorKind.Unreachable)]
    [InlineData("{\"n\":1}\n{\"n\":", false, WarehouseErrorKind.BadAnswer)]
    [InlineData("<html>proxy</html>", false, WarehouseErrorKind.BadAnswer)]
    public async Task An_answer_that_breaks_off_after_its_first_rows_is_never_a_whole_one(string body, bool cut, WarehouseErrorKind expected)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeOnceAsync(listener, body, cut);
        using var client = new ClickHouseClient(new WarehouseOptions { Address = new Uri($"http://{listener.LocalEndpoint}") });

        var error = await Assert.ThrowsAsync<WarehouseException>(async () =>
        {
            await foreach (var row in client.QueryAsync("SELECT 1", null, TestJson.Default.NumberRow, Now)) Assert.InRange(row.N, 1, 2);
        });

        Assert.Equal(expected, error.Kind);
        await serving;
    }

    [Fact]
    public async Task A_server_that_does_not_answer_runs_into_the_time_limit()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new ClickHouseClient(new WarehouseOptions { Address = new Uri($"http://{listener.LocalEndpoint}"), QueryTimeout = TimeSpan.FromMilliseconds(200) });

        Assert.Equal(WarehouseErrorKind.Timeout, (await Assert.ThrowsAsync<WarehouseException>(() => client.NumberAsync("1"))).Kind);
    }

    [Fact]
    public async Task Odd_parameter_values_arrive_as_they_are()
    {
        using var client = await clickHouse.NewMigratedAsync();
        string[] values = ["", "plain", "a\tb\nc\rd\0e", "\\", "\\N", "'", "\"`", "{x:String}", "é😀", "%2F&=+?#", "[]", "a','b"];

        foreach (var value in values)
        {
            Assert.Equal(value, await client.TextAsync("{v:String}", new QueryParameters().Add("v", value)));
            Assert.Equal(value, await client.TextAsync("{v:Array(String)}[1]", new QueryParameters().Add("v", [value, "other"])));
        }
    }

    [Fact]
    public void Wrong_options_are_all_named()
    {
        var options = new WarehouseOptions
        {
            Address = new Uri("ftp://x"), Database = "a;b", Password = "x", PasswordFile = "/no/such", CaFile = "/no/such", QueryTimeout = TimeSpan.Zero, Retention = TimeSpan.Zero, Cluster = "a b",
        };

        var error = Assert.Throws<WarehouseException>(options.Validate);

        foreach (var name in new[] { "Address", "Database", "PasswordFile", "CaFile", "QueryTimeout", "Retention", "Cluster" }) Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Alice@Contoso.com rule", new[] { "alice", "contoso", "com", "rule" }, new string[0])]
    [InlineData("\"New Rule\" x", new[] { "new", "rule", "x" }, new[] { "new rule" })]
    [InlineData("open \"quote", new[] { "open", "quote" }, new string[0])]
    [InlineData("München münchen", new[] { "münchen" }, new string[0])]
    [InlineData("--", new string[0], new[] { "--" })]
    public void A_search_is_cut_as_the_index_is(string text, string[] words, string[] phrases)
    {
        var query = TextQuery.Parse(text);

        Assert.Equal(words, query.Words);
        Assert.Equal(phrases, query.Phrases);
    }

    private static async Task ServeOnceAsync(TcpListener listener, string body, bool cut)
    {
        using var client = await listener.AcceptTcpClientAsync(Now);
        var stream = client.GetStream();
        var request = new byte[4096];
        var read = 0;
        while (!Encoding.ASCII.GetString(request, 0, read).Contains("JSONEachRow", StringComparison.Ordinal)) read += await stream.ReadAsync(request.AsMemory(read), Now);
        var length = Encoding.UTF8.GetByteCount(body) + (cut ? 10 : 0);
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{body}"), Now);
    }
}
