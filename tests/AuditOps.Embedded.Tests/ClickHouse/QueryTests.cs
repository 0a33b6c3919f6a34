using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;

namespace AuditOps.Embedded.Tests.ClickHouse;

[Collection(EmbeddedClickHouseCollection.Name)]
public sealed class QueryTests(RunningServer running)
{
    private readonly HttpClient client = running.Client();

    [Theory]
    [InlineData("/ping")]
    [InlineData("/")]
    [InlineData("/replicas_status")]
    public async Task Health_paths_answer_Ok(string path) => Assert.Equal("Ok.\n", (await client.SendAsync(HttpMethod.Get, path)).Text);

    [Fact]
    public async Task A_query_comes_by_URL_by_body_or_by_both()
    {
        Assert.Equal("1\n", (await client.SendAsync(HttpMethod.Get, "/?query=SELECT%201")).Text);
        Assert.Equal("2\n", (await client.SendAsync(HttpMethod.Post, "/", "SELECT 2"u8.ToArray())).Text);
        Assert.Equal("3\n", (await client.SendAsync(HttpMethod.Post, "/?query=SELECT", "3"u8.ToArray())).Text);
    }

    [Fact]
    public async Task The_answer_names_its_query_format_zone_and_work()
    {
        var answer = await client.SendAsync(HttpMethod.Get, "/?query_id=mine&default_format=JSONEachRow&query=SELECT%20number%20FROM%20numbers(10)");
        Assert.Equal("mine", answer.Header("X-ClickHouse-Query-Id"));
        Assert.Equal("JSONEachRow", answer.Header("X-ClickHouse-Format"));
        Assert.Equal("Etc/UTC", answer.Header("X-ClickHouse-Timezone"));
        Assert.NotNull(answer.Header("X-ClickHouse-Server-Display-Name"));
        using var summary = JsonDocument.Parse(answer.Header("X-ClickHouse-Summary")!);
        Assert.Equal("10", summary.RootElement.GetProperty("read_rows").GetString());
        Assert.Equal("application/x-ndjson; charset=UTF-8", answer.Header("Content-Type"));
        Assert.Equal(10, answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task A_FORMAT_clause_wins_over_the_header_and_the_URL()
    {
        var answer = await client.SendAsync(HttpMethod.Get, "/?default_format=CSV&query=SELECT%201%20AS%20x%20FORMAT%20JSONCompactEachRow", null, ("X-ClickHouse-Format", "TSV"));
        Assert.Equal("[1]\n", answer.Text);
        Assert.Equal("JSONCompactEachRow", answer.Header("X-ClickHouse-Format"));
        Assert.Equal("\"a\"\n", (await client.SendAsync(HttpMethod.Get, "/?query=SELECT%20'a'", null, ("X-ClickHouse-Format", "CSV"))).Text);
    }

    [Fact]
    public async Task The_database_comes_by_URL_or_header_and_does_not_stick()
    {
        Assert.Equal("system\n", (await client.SendAsync(HttpMethod.Get, "/?database=system&query=SELECT%20currentDatabase()")).Text);
        Assert.Equal("system\n", (await client.SendAsync(HttpMethod.Get, "/?query=SELECT%20currentDatabase()", null, ("X-ClickHouse-Database", "system"))).Text);
        for (var i = 0; i < 8; i++) Assert.Equal("default\n", await client.SqlAsync("SELECT currentDatabase()"));
        Assert.Equal(HttpStatusCode.NotFound, (await client.SendAsync(HttpMethod.Get, "/?database=nope&query=SELECT%201")).Status);
    }

    [Fact]
    public async Task Settings_in_the_URL_apply_to_their_request_only()
    {
        Assert.Equal("1\n", await client.SqlAsync("SELECT getSetting('max_block_size') = 77", "/?max_block_size=77"));
        for (var i = 0; i < 8; i++) Assert.Equal("0\n", await client.SqlAsync("SELECT getSetting('max_block_size') = 77"));
        await client.SqlAsync("SET max_block_size = 78");
        for (var i = 0; i < 8; i++) Assert.Equal("0\n", await client.SqlAsync("SELECT getSetting('max_block_size') = 78"));
        var unknown = await client.SendAsync(HttpMethod.Get, "/?no_such_setting=1&query=SELECT%201");
        Assert.Equal(HttpStatusCode.NotFound, unknown.Status);
        Assert.Equal("115", unknown.Header("X-ClickHouse-Exception-Code"));
        var injection = await client.SendAsync(HttpMethod.Get, "/?max_threads=1'%2C%20readonly%3D'0&query=SELECT%201");
        Assert.NotEqual(HttpStatusCode.OK, injection.Status);
    }

    [Fact]
    public async Task Parameters_are_values_never_SQL()
    {
        var url = "/?param_s=" + Uri.EscapeDataString("a'); DROP TABLE t; --\\t") + "&param_a=[1,2]&param_i=number&param_n=-5&query="
            + Uri.EscapeDataString("SELECT {s:String}, {a:Array(UInt8)}, {i:Identifier}, {n:Int64} FROM numbers(1) FORMAT JSONCompactEachRow");
        Assert.Equal("[\"a'); DROP TABLE t; --\\t\", [1,2], 0, -5]\n", (await client.SendAsync(HttpMethod.Get, url)).Text);
        Assert.Equal("456", (await client.SendAsync(HttpMethod.Get, "/?query=SELECT%20%7Bx:String%7D")).Header("X-ClickHouse-Exception-Code"));
    }

    [Theory]
    [InlineData("SELECT nope", 47, 404)]
    [InlineData("SELECT 1 FROM nope.nope", 81, 404)]
    [InlineData("SELECT 1 FROM default.nope", 60, 404)]
    [InlineData("SELEC 1", 62, 400)]
    [InlineData("SELECT 1; SELECT 2", 62, 400)]
    [InlineData("1 + 1", 62, 400)]
    [InlineData("", 62, 400)]
    [InlineData("SELECT 1 FORMAT Nope", 73, 404)]
    [InlineData("SELECT 1 INTO OUTFILE '/tmp/never'", 48, 501)]
    [InlineData("SELECT throwIf(1)", 395, 500)]
    [InlineData("SELECT count() FROM numbers(100000000000) WHERE NOT ignore(sipHash64(number)) SETTINGS max_execution_time = 1", 159, 408)]
    public async Task Errors_carry_code_status_and_text(string sql, int code, int status)
    {
        var answer = await client.SendAsync(HttpMethod.Post, "/?query=" + Uri.EscapeDataString(sql), []);
        if (sql.Length == 0) answer = await client.SendAsync(HttpMethod.Post, "/", []);
        Assert.Equal(code.ToString(CultureInfo.InvariantCulture), answer.Header("X-ClickHouse-Exception-Code"));
        Assert.Equal(status, (int)answer.Status);
        Assert.StartsWith($"Code: {code}. DB::Exception: ", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GET_does_not_write()
    {
        await client.SqlAsync("CREATE TABLE IF NOT EXISTS get_only (a UInt8) ENGINE = Memory");
        Assert.Equal("164", (await client.SendAsync(HttpMethod.Get, "/?query=INSERT%20INTO%20get_only%20VALUES%20(1)")).Header("X-ClickHouse-Exception-Code"));
        Assert.Equal("164", (await client.SendAsync(HttpMethod.Get, "/?query=DROP%20TABLE%20get_only")).Header("X-ClickHouse-Exception-Code"));
        Assert.Equal("0\n", await client.SqlAsync("SELECT count() FROM get_only"));
    }

    [Theory]
    [InlineData("/?compress=1&query=SELECT%201", 501)]
    [InlineData("/?decompress=1&query=SELECT%201", 501)]
    [InlineData("/?session_id=a&query=SELECT%201", 501)]
    [InlineData("/nothing?query=SELECT%201", 404)]
    public async Task What_is_not_supported_is_refused_in_clear_words(string url, int status)
    {
        var answer = await client.SendAsync(HttpMethod.Post, url, []);
        Assert.Equal(status, (int)answer.Status);
        Assert.NotEmpty(answer.Text);
    }

    [Theory]
    [InlineData("JSON")]
    [InlineData("JSONEachRow")]
    [InlineData("CSVWithNames")]
    [InlineData("TSVWithNamesAndTypes")]
    [InlineData("RowBinaryWithNamesAndTypes")]
    [InlineData("JSONCompactEachRowWithNamesAndTypes")]
    [InlineData("Native")]
    [InlineData("Parquet")]
    public async Task Streamed_answers_equal_buffered_ones(string format)
    {
        var sql = $"SELECT number, toString(number) || '\\n\"' AS text FROM numbers(300000) FORMAT {format} SETTINGS output_format_write_statistics = 0, max_threads = 1, max_block_size = 65409";
        var streamed = await client.SendAsync(HttpMethod.Post, "/", Encoding.UTF8.GetBytes(sql));
        var buffered = await client.SendAsync(HttpMethod.Post, "/?wait_end_of_query=1", Encoding.UTF8.GetBytes(sql));
        Assert.Equal(HttpStatusCode.OK, streamed.Status);
        if (format == "Native") Assert.InRange(streamed.Bytes.Length, buffered.Bytes.Length - 1000, buffered.Bytes.Length + 1000);
        else Assert.True(buffered.Bytes.AsSpan().SequenceEqual(streamed.Bytes), $"{format}: {buffered.Bytes.Length} bytes buffered, {streamed.Bytes.Length} streamed");
    }

    [Theory]
    [InlineData("CSVWithNames")]
    [InlineData("TSVWithNames")]
    [InlineData("RowBinaryWithNames")]
    [InlineData("JSONEachRow")]
    [InlineData("JSON")]
    public async Task An_empty_answer_keeps_its_header(string format)
    {
        var answer = await client.SendAsync(HttpMethod.Post, "/", Encoding.UTF8.GetBytes($"SELECT 1 AS one WHERE 0 FORMAT {format}"));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(format != "JSONEachRow", answer.Text.Contains("one", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failure_after_the_first_rows_cuts_the_answer()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent("SELECT number, throwIf(number = 900000) FROM numbers(1000000) SETTINGS max_block_size = 1000") };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var tag = Assert.Single(response.Headers.GetValues("X-ClickHouse-Exception-Tag"));
        using var copy = new MemoryStream();
        await Assert.ThrowsAnyAsync<Exception>(async () => await (await response.Content.ReadAsStreamAsync()).CopyToAsync(copy));
        var text = Encoding.UTF8.GetString(copy.ToArray());
        Assert.StartsWith("0\t0\n1\t0\n", text, StringComparison.Ordinal);
        Assert.Contains("Code: 395. DB::Exception", text, StringComparison.Ordinal);
        Assert.EndsWith($" {tag}\r\n__exception__\r\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Answers_are_compressed_when_both_sides_want_it(string encoding)
    {
        var plain = await client.SendAsync(HttpMethod.Get, "/?query=SELECT%20number%20FROM%20numbers(200000)", null, ("Accept-Encoding", encoding));
        Assert.Null(plain.Header("Content-Encoding"));
        var packed = await client.SendAsync(HttpMethod.Get, "/?enable_http_compression=1&query=SELECT%20number%20FROM%20numbers(200000)", null, ("Accept-Encoding", encoding));
        Assert.Equal(encoding, packed.Header("Content-Encoding"));
        Assert.True(packed.Bytes.Length < plain.Bytes.Length * 3 / 4);
        using var stream = new MemoryStream(packed.Bytes);
        await using Stream unpack = encoding == "gzip" ? new GZipStream(stream, CompressionMode.Decompress) : new ZLibStream(stream, CompressionMode.Decompress);
        using var result = new MemoryStream();
        await unpack.CopyToAsync(result);
        Assert.Equal(plain.Bytes, result.ToArray());
    }

    [Fact]
    public async Task Eight_queries_run_in_parallel_each_with_its_own_answer()
    {
        var tasks = Enumerable.Range(0, 8).Select(i => client.SqlAsync($"SELECT sum(number) + {i} FROM numbers(20000000)")).ToArray();
        var answers = await Task.WhenAll(tasks);
        for (var i = 0; i < 8; i++) Assert.Equal($"{199999990000000L + i}\n", answers[i]);
    }

    [Fact]
    public async Task A_query_id_names_one_query_at_a_time()
    {
        var first = client.SqlAsync("SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number)) SETTINGS max_execution_time = 3, timeout_overflow_mode = 'break'", "/?query_id=twin");
        await Deadline.UntilAsync(async () => await client.SqlAsync("SELECT count() FROM system.processes WHERE Settings['log_comment'] = 'twin'") == "1\n", "the first query runs");
        Assert.Equal("216", (await client.SendAsync(HttpMethod.Get, "/?query_id=twin&query=SELECT%201")).Header("X-ClickHouse-Exception-Code"));
        await first;
        Assert.Equal("1\n", await client.SqlAsync("SELECT 1", "/?query_id=twin"));
    }

    [Theory]
    [InlineData("SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number))")]
    [InlineData("SELECT number FROM numbers(1000000000000) WHERE sipHash64(number) % 3 = 0")]
    public async Task A_client_that_goes_away_ends_its_query(string sql)
    {
        using var leave = new CancellationTokenSource();
        using var gone = running.Client();
        var request = gone.PostAsync(new Uri("/?log_comment=leaving", UriKind.Relative), new StringContent(sql), leave.Token);
        const string Count = "SELECT count() FROM system.processes WHERE Settings['log_comment'] LIKE '%leaving'";
        await Deadline.UntilAsync(async () => await client.SqlAsync(Count) == "1\n", "the query runs");
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await Deadline.UntilAsync(async () => await client.SqlAsync(Count) == "0\n", "the query has gone");
    }
}
