using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;

namespace AuditOps.Embedded.Tests.ClickHouse;

[Collection(EmbeddedClickHouseCollection.Name)]
public sealed class InsertTests(RunningServer running)
{
    private const int Seed = 20250611;
    private readonly HttpClient client = running.Client();

    [Fact]
    public async Task RowBinary_rows_of_every_byte_value_survive()
    {
        var random = new Random(Seed);
        await FreshAsync("bytes", "n UInt32, s String");
        using var rows = new MemoryStream();
        var sent = new List<byte[]>();
        var nasty = new[] { ";"u8.ToArray(), "\n\n\n"u8.ToArray(), ";\n;"u8.ToArray(), "'\"`--/*"u8.ToArray(), [], Enumerable.Range(0, 256).Select(i => (byte)i).ToArray() };
        for (var i = 0; i < 500; i++)
        {
            var text = i < nasty.Length ? nasty[i] : new byte[random.Next(0, 100)];
            if (i >= nasty.Length) random.NextBytes(text);
            sent.Add(text);
            rows.Write(BitConverter.GetBytes(i));
            WriteString(rows, text);
        }

        var answer = await client.InsertAsync("INSERT INTO bytes FORMAT RowBinary", rows.ToArray());
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        using var summary = JsonDocument.Parse(answer.Header("X-ClickHouse-Summary")!);
        Assert.Equal("500", summary.RootElement.GetProperty("written_rows").GetString());
        var back = (await client.SqlAsync("SELECT hex(s) FROM bytes ORDER BY n FORMAT TSVRaw")).Split('\n')[..^1];
        Assert.Equal(sent.Select(Convert.ToHexString), back);
    }

    [Theory]
    [InlineData("INSERT INTO head FORMAT RowBinary")]
    [InlineData("insert into `head` (a) format RowBinary")]
    [InlineData("/* FORMAT CSV; */ INSERT INTO default.head -- FORMAT TSV\n (a) SETTINGS insert_deduplication_token = 'FORMAT x; VALUES' FORMAT RowBinary")]
    public async Task Rows_may_begin_with_any_byte(string insert)
    {
        foreach (var first in new byte[] { 0, 9, 10, 13, 32, 0x3B, 0xFF })
        {
            await FreshAsync("head", "a UInt8");
            Assert.Equal(HttpStatusCode.OK, (await client.InsertAsync(insert, [first, 10, 13])).Status);
            Assert.Equal(string.Join('\n', new[] { first, 10, 13 }.Order()) + "\n", await client.SqlAsync("SELECT a FROM head ORDER BY a"));
        }
    }

    [Fact]
    public async Task Rows_behind_the_SQL_in_one_body_are_found()
    {
        await FreshAsync("one_body", "a UInt8, b String DEFAULT 'x'");
        await client.SqlAsync("INSERT INTO one_body (a) FORMAT JSONEachRow\n{\"a\":1}\n\n\n{\"a\":2};\n");
        await client.SqlAsync("INSERT INTO one_body VALUES (3, 'a;b\n\n'), (4, concat('c', 'd'));\n");
        await client.SqlAsync("INSERT INTO one_body FORMAT CSV\n5,\"q;\n\nr\"\n");
        var tail = "INSERT INTO one_body FORMAT RowBinary\n"u8.ToArray().Concat(new byte[] { 10, 2, 0x3B, 10 }).ToArray();
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(HttpMethod.Post, "/", tail)).Status);
        Assert.Equal("1\tx\n2\tx\n3\ta;b\\n\\n\n4\tcd\n5\tq;\\n\\nr\n10\t;\\n\n", await client.SqlAsync("SELECT * FROM one_body ORDER BY a"));
    }

    [Fact]
    public async Task Defaults_are_kept_and_unnamed_columns_filled()
    {
        await FreshAsync("defaults", "a UInt8, b String DEFAULT 'x', c UInt8 MATERIALIZED a + 1, d Array(String) DEFAULT ['y']");
        Assert.Equal(HttpStatusCode.OK, (await client.InsertAsync("INSERT INTO defaults (a) FORMAT JSONEachRow", "{\"a\":1}\n{\"a\":2}"u8.ToArray())).Status);
        Assert.Equal("1\tx\t2\t['y']\n2\tx\t3\t['y']\n", await client.SqlAsync("SELECT a, b, c, d FROM defaults ORDER BY a"));
    }

    [Fact]
    public async Task A_repeated_token_stores_once_and_other_rows_under_it_are_dropped_silently()
    {
        await FreshAsync("tokens", "a UInt32");
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.OK, (await client.InsertAsync("INSERT INTO tokens FORMAT JSONEachRow", "{\"a\":1}"u8.ToArray(), "&insert_deduplication_token=t1")).Status);
        // The engine's own rule, as on a server: the token stands for the rows. A sender must never reuse one for others.
        Assert.Equal(HttpStatusCode.OK, (await client.InsertAsync("INSERT INTO tokens FORMAT JSONEachRow", "{\"a\":99}"u8.ToArray(), "&insert_deduplication_token=t1")).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.InsertAsync("INSERT INTO tokens FORMAT JSONEachRow", "{\"a\":2}"u8.ToArray(), "&insert_deduplication_token=t2")).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.InsertAsync("INSERT INTO tokens SETTINGS insert_deduplication_token = 't3' FORMAT JSONEachRow", "{\"a\":3}"u8.ToArray())).Status);
        Assert.Equal("1\n2\n3\n", await client.SqlAsync("SELECT a FROM tokens ORDER BY a"));
    }

    [Fact]
    public async Task An_insert_over_many_partitions_is_accepted_and_synced()
    {
        await client.SqlAsync("DROP TABLE IF EXISTS parts");
        await client.SqlAsync("CREATE TABLE parts (a UInt32) ENGINE = MergeTree ORDER BY a PARTITION BY a");
        var rows = string.Concat(Enumerable.Range(0, 150).Select(i => $"{{\"a\":{i}}}\n"));
        Assert.Equal(HttpStatusCode.OK, (await client.InsertAsync("INSERT INTO parts FORMAT JSONEachRow", Encoding.UTF8.GetBytes(rows))).Status);
        Assert.Equal("150\n", await client.SqlAsync("SELECT count() FROM parts"));
        Assert.Equal("1\n1\n", await client.SqlAsync("SELECT value FROM system.merge_tree_settings WHERE name IN ('fsync_after_insert', 'fsync_part_directory')"));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Compressed_bodies_are_read(string encoding)
    {
        await FreshAsync("packed", "a UInt32");
        var rows = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 10000).Select(i => $"{{\"a\":{i}}}\n")));
        var answer = await client.SendAsync(HttpMethod.Post, "/?query=INSERT%20INTO%20packed%20FORMAT%20JSONEachRow", Pack(rows, encoding), ("Content-Encoding", encoding));
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        Assert.Equal("10000\t49995000\n", await client.SqlAsync("SELECT count(), sum(a) FROM packed"));
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("lz4")]
    [InlineData("br")]
    [InlineData("nonsense")]
    public async Task Other_encodings_get_415(string encoding)
    {
        var answer = await client.SendAsync(HttpMethod.Post, "/", "SELECT 1"u8.ToArray(), ("Content-Encoding", encoding));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.Status);
        Assert.StartsWith("Code: 48. DB::Exception", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task A_truncated_or_damaged_compressed_body_stores_nothing(string encoding)
    {
        await FreshAsync("broken", "a UInt32");
        var rows = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 10000).Select(i => $"{{\"a\":{i}}}\n")));
        var packed = Pack(rows, encoding);
        foreach (var body in new[] { packed[..(packed.Length / 2)], packed[..^4], packed[..^1], [.. packed[..200], .. new byte[100], .. packed[300..]], packed[..5], [], [.. packed, 1] })
        {
            var answer = await client.SendAsync(HttpMethod.Post, "/?query=INSERT%20INTO%20broken%20FORMAT%20JSONEachRow", body, ("Content-Encoding", encoding));
            Assert.True(answer.Status == HttpStatusCode.BadRequest, answer.Text);
        }

        Assert.Equal("0\n", await client.SqlAsync("SELECT count() FROM broken"));
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused_also_when_it_is_small_packed()
    {
        await FreshAsync("large", "a String");
        var bomb = Pack(new byte[65 << 20], "gzip");
        var answer = await client.SendAsync(HttpMethod.Post, "/?query=INSERT%20INTO%20large%20FORMAT%20LineAsString", bomb, ("Content-Encoding", "gzip"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
        Assert.Equal("0\n", await client.SqlAsync("SELECT count() FROM large"));
    }

    [Fact]
    public async Task A_row_that_does_not_parse_names_its_code_and_stores_nothing()
    {
        await FreshAsync("strict", "a UInt32");
        var answer = await client.InsertAsync("INSERT INTO strict FORMAT JSONEachRow", "{\"a\":1}\n{\"a\":\"x\"}\n"u8.ToArray());
        Assert.NotEqual(HttpStatusCode.OK, answer.Status);
        Assert.StartsWith("Code: ", answer.Text, StringComparison.Ordinal);
        Assert.Equal("0\n", await client.SqlAsync("SELECT count() FROM strict"));
    }

    [Fact]
    public async Task Random_bytes_as_body_or_SQL_are_refused_and_the_server_lives()
    {
        await FreshAsync("garbage", "a UInt32, b String");
        var random = new Random(Seed);
        for (var i = 0; i < 60; i++)
        {
            var bytes = new byte[random.Next(1, 5000)];
            random.NextBytes(bytes);
            var sql = await client.SendAsync(HttpMethod.Post, "/", bytes);
            Assert.True((int)sql.Status >= 400, $"seed {Seed}, round {i}: {sql.Status} {sql.Text} for {Convert.ToHexString(bytes)}");
            foreach (var format in new[] { "JSONEachRow", "Native", "RowBinary" })
                await client.InsertAsync("INSERT INTO garbage FORMAT " + format, bytes);
        }

        Assert.Equal("1\n", await client.SqlAsync("SELECT 1"));
    }

    [Fact]
    public async Task Insert_select_and_empty_inserts_work()
    {
        await FreshAsync("selected", "a UInt64");
        await client.SqlAsync("INSERT INTO selected SELECT number FROM numbers(5)");
        await client.SqlAsync("WITH 7 AS seven INSERT INTO selected SELECT seven");
        Assert.Equal(HttpStatusCode.OK, (await client.InsertAsync("INSERT INTO selected FORMAT JSONEachRow", [])).Status);
        Assert.Equal("6\n", await client.SqlAsync("SELECT count() FROM selected"));
        Assert.Equal(HttpStatusCode.NotImplemented, (await client.SendAsync(HttpMethod.Post, "/", "INSERT INTO selected FROM INFILE '/etc/passwd' FORMAT LineAsString"u8.ToArray())).Status);
    }

    private static byte[] Pack(byte[] bytes, string encoding)
    {
        using var packed = new MemoryStream();
        using (Stream stream = encoding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest, true),
            _ => new ZLibStream(packed, CompressionLevel.Fastest, true),
        }) stream.Write(bytes);
        return packed.ToArray();
    }

    private static void WriteString(Stream stream, byte[] text)
    {
        var length = (uint)text.Length;
        while (length >= 0x80)
        {
            stream.WriteByte((byte)(length | 0x80));
            length >>= 7;
        }

        stream.WriteByte((byte)length);
        stream.Write(text);
    }

    private async Task FreshAsync(string table, string columns)
    {
        await client.SqlAsync($"DROP TABLE IF EXISTS {table}");
        await client.SqlAsync($"CREATE TABLE {table} ({columns}) ENGINE = MergeTree ORDER BY tuple() SETTINGS non_replicated_deduplication_window = 100");
    }
}
