using System.Net;
using System.Text;

namespace AuditOps.Embedded.Tests.ClickHouse;

[Collection(EmbeddedClickHouseCollection.Name)]
public sealed class ReaderTests(RunningServer running)
{
    private static readonly (string, string)[] Reader = [("X-ClickHouse-User", "reader"), ("X-ClickHouse-Key", "read me")];

    private readonly HttpClient client = running.Client();

    [Theory]
    [InlineData("SELECT 1")]
    [InlineData("SELECT a, count() FROM r GROUP BY a WITH TOTALS ORDER BY a LIMIT 5;")]
    [InlineData("SELECT a FROM default.r FINAL WHERE b IN ('x', 'y') AND a IN (SELECT number FROM numbers(10))")]
    [InlineData("WITH t AS (SELECT a FROM r), 3 AS three SELECT three, t.a, u.b FROM t LEFT JOIN r AS u ON t.a = u.a")]
    [InlineData("SELECT sum(a) OVER (PARTITION BY b ORDER BY a ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM r")]
    [InlineData("SELECT arrayMap(x -> x + 1, [1, 2]), CASE WHEN a = 1 THEN 'one' ELSE 'more' END FROM r")]
    [InlineData("SELECT name, engine, total_rows FROM system.tables WHERE database = 'default'")]
    [InlineData("SELECT count(*) FROM system.tables")]
    [InlineData("SELECT * FROM system.columns WHERE table = 'r'")]
    [InlineData("SELECT table_name FROM information_schema.tables")]
    [InlineData("SELECT * FROM r SETTINGS max_threads = 1, output_format_json_quote_64bit_integers = 0 FORMAT JSON")]
    [InlineData("SELECT 1 UNION ALL SELECT 2 FORMAT CSV")]
    [InlineData("SELECT toStartOfInterval(toDateTime(0), INTERVAL 5 MINUTE) AS time, format('{} {}', 'a', 'b') FROM view(SELECT 1)")]
    [InlineData("SELECT 'file(''/etc/passwd'') INTO OUTFILE; DROP TABLE r' AS `file`")]
    [InlineData("SHOW TABLES")]
    [InlineData("SHOW DATABASES")]
    [InlineData("DESCRIBE TABLE r")]
    [InlineData("EXISTS TABLE r")]
    [InlineData("SHOW CREATE TABLE r")]
    [InlineData("EXPLAIN SELECT a FROM r")]
    public async Task Readers_may_ask(string sql)
    {
        await TableAsync();
        var answer = await AskAsync(sql);
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
    }

    [Theory]
    [InlineData("INSERT INTO r VALUES (9, 'z')")]
    [InlineData("INSERT INTO r SELECT 9, 'z'")]
    [InlineData("WITH 1 AS x INSERT INTO r SELECT 9, 'z'")]
    [InlineData("/**/insert/**/into r format JSONEachRow {\"a\":9}")]
    [InlineData("INSERT INTO FUNCTION file('/tmp/auditops-out', 'CSV', 'a UInt8') SELECT 1")]
    [InlineData("SELECT 1 INTO OUTFILE '/tmp/auditops-out'")]
    [InlineData("SELECT 1 INTO/**/OUTFILE '/tmp/auditops-out' TRUNCATE FORMAT CSV")]
    [InlineData("SELECT 1 UNION ALL SELECT 2 INTO OUTFILE '/tmp/auditops-out' AND STDOUT")]
    [InlineData("SELECT * FROM file('/etc/passwd', 'LineAsString', 's String')")]
    [InlineData("SELECT * FROM `file`('/etc/passwd')")]
    [InlineData("SELECT * FROM FiLe/* */('/etc/passwd', LineAsString)")]
    [InlineData("SELECT file('/etc/passwd')")]
    [InlineData("SELECT * FROM `/etc/passwd`")]
    [InlineData("SELECT * FROM '/etc/passwd'")]
    [InlineData("SELECT * FROM \"/etc/passwd\"")]
    [InlineData("SELECT * FROM default.`/etc/passwd`")]
    [InlineData("SELECT * FROM `etc.passwd`")]
    [InlineData("SELECT 1 IN `/etc/passwd`")]
    [InlineData("SELECT 'root' IN (\"/etc/passwd\")")]
    [InlineData("DESCRIBE TABLE `/etc/passwd`")]
    [InlineData("DESCRIBE file('/etc/passwd')")]
    [InlineData("EXISTS TABLE `/etc/passwd`")]
    [InlineData("SHOW CREATE TABLE `/etc/passwd`")]
    [InlineData("SHOW TABLES WHERE name IN (SELECT * FROM `/etc/passwd`)")]
    [InlineData("WITH x AS (SELECT * FROM file('/etc/passwd', 'LineAsString')) SELECT * FROM x")]
    [InlineData("SELECT (SELECT count() FROM (SELECT * FROM (SELECT * FROM url('http://127.0.0.1/', 'LineAsString'))))")]
    [InlineData("SELECT a FROM r WHERE a IN (SELECT 1 FROM remote('127.0.0.1', 'default', 'r'))")]
    [InlineData("SELECT a IN numbers(3), a IN file('/etc/passwd') FROM r")]
    [InlineData("SELECT * FROM view(SELECT * FROM s3('http://127.0.0.1/x', 'CSV'))")]
    [InlineData("SELECT * FROM executable('id', 'TSV', 's String')")]
    [InlineData("SELECT * FROM merge('system', '.*')")]
    [InlineData("SELECT * FROM merge('.*', '.*')")]
    [InlineData("SELECT * FROM sqlite('/tmp/x.db', 't')")]
    [InlineData("SELECT * FROM mysql('127.0.0.1:3306', 'd', 't', 'u', 'p')")]
    [InlineData("SELECT * FROM loop(system.processes)")]
    [InlineData("SELECT * FROM dictionary('d')")]
    [InlineData("SELECT dictGet('d', 'a', 1)")]
    [InlineData("SELECT joinGet('j', 'a', 1)")]
    [InlineData("SELECT hasColumnInTable('127.0.0.1', 'u', 'p', 'd', 't', 'c')")]
    [InlineData("SELECT catboostEvaluate('/etc/passwd', 1)")]
    [InlineData("SELECT sleep(3)")]
    [InlineData("SELECT hostName(), serverUUID()")]
    [InlineData("SELECT getServerSetting('path')")]
    [InlineData("SELECT filesystemAvailable()")]
    [InlineData("SELECT addressToSymbol(1)")]
    [InlineData("SELECT * APPLY(x -> file(x)) FROM r")]
    [InlineData("SELECT sum(a) OVER w FROM r WINDOW w AS (ORDER BY (SELECT * FROM `/etc/passwd`))")]
    [InlineData("SELECT a FROM r ORDER BY a WITH FILL FROM (SELECT count() FROM `/etc/passwd`) TO 3")]
    [InlineData("SELECT a FROM r LIMIT (SELECT count() FROM file('/etc/passwd'))")]
    [InlineData("SELECT query FROM system.processes")]
    [InlineData("SELECT * FROM `system`.`query_log`")]
    [InlineData("SELECT * FROM SYSTEM.processes")]
    [InlineData("SELECT 1 IN system.processes")]
    [InlineData("SELECT * FROM system.server_settings")]
    [InlineData("SELECT * FROM system.tables")]
    [InlineData("SELECT data_paths FROM system.tables")]
    [InlineData("SELECT t.metadata_path FROM system.tables AS t")]
    [InlineData("SELECT COLUMNS('path') FROM system.tables")]
    [InlineData("SELECT x.* FROM system.databases AS x")]
    [InlineData("SELECT * FROM system.disks")]
    [InlineData("SHOW PROCESSLIST")]
    [InlineData("SHOW GRANTS")]
    [InlineData("SELECT 1; DROP TABLE r")]
    [InlineData("SELECT 1 -- \n; DROP TABLE r")]
    [InlineData("SELECT 1 /* ; */ ; /* */ DROP TABLE r")]
    [InlineData("SELECT 'a\\'; DROP TABLE r; --")]
    [InlineData("SELECT 1)) FORMAT TSV; DROP TABLE r")]
    [InlineData("SELECT 1') ; DROP TABLE r --")]
    [InlineData("DROP TABLE r")]
    [InlineData("TRUNCATE TABLE r")]
    [InlineData("ALTER TABLE r DELETE WHERE 1")]
    [InlineData("DELETE FROM r WHERE 1")]
    [InlineData("CREATE TABLE evil (a UInt8) ENGINE = Memory")]
    [InlineData("CREATE TEMPORARY TABLE evil (a UInt8)")]
    [InlineData("CREATE FUNCTION evil AS x -> x")]
    [InlineData("RENAME TABLE r TO evil")]
    [InlineData("OPTIMIZE TABLE r FINAL")]
    [InlineData("KILL QUERY WHERE 1 ASYNC")]
    [InlineData("SYSTEM SHUTDOWN")]
    [InlineData("SET readonly = 0")]
    [InlineData("USE system")]
    [InlineData("BACKUP TABLE r TO File('/tmp/auditops-out')")]
    [InlineData("EXPLAIN INSERT INTO r SELECT 9, 'z'")]
    [InlineData("EXPLAIN SELECT * FROM file('/etc/passwd')")]
    [InlineData("SELECT 1 PARALLEL WITH DROP TABLE r")]
    [InlineData("EXECUTE AS default SELECT 1")]
    [InlineData("SELECT 1 SETTINGS readonly = 0")]
    [InlineData("SELECT 1 SETTINGS max_execution_time = 0")]
    [InlineData("SELECT 1 SETTINGS max_threads = 1, max_memory_usage = 0")]
    [InlineData("SELECT 1 FORMAT TSV SETTINGS format_schema = '/etc/passwd'")]
    [InlineData("SELECT (SELECT 1 SETTINGS allow_introspection_functions = 1)")]
    [InlineData("SELECT * FROM (SELECT 1 SETTINGS max_result_rows = 0)")]
    [InlineData("SELECT 1 FORMAT Template SETTINGS format_template_row = '/etc/passwd'")]
    [InlineData("SELECT `a\n Function numbers` FROM file('/etc/passwd')")]
    [InlineData("SELECT 1 AS `x (alias y) (children 1)`")]
    [InlineData("SELECT * FROM {t:Identifier}")]
    public async Task Readers_may_not(string sql)
    {
        await TableAsync();
        var before = await client.SqlAsync("SELECT count(), sum(a) FROM r");
        var answer = await AskAsync(sql, "&param_t=system.processes");
        Assert.True(answer.Header("X-ClickHouse-Exception-Code") is "164" or "62", $"{answer.Status} {answer.Text}");
        Assert.DoesNotContain("root:", answer.Text, StringComparison.Ordinal);
        Assert.Equal(before, await client.SqlAsync("SELECT count(), sum(a) FROM r"));
        Assert.False(File.Exists("/tmp/auditops-out"), "a file was written");
    }

    [Theory]
    [InlineData("readonly=0")]
    [InlineData("max_memory_usage=0")]
    [InlineData("allow_ddl=1")]
    [InlineData("allow_introspection_functions=1")]
    [InlineData("format_schema=x")]
    [InlineData("format_template_row=/etc/passwd")]
    [InlineData("additional_table_filters={'r':'file(1)'}")]
    [InlineData("database=system")]
    [InlineData("user_files_path=/")]
    public async Task Readers_may_not_set(string setting)
    {
        await TableAsync();
        Assert.Equal("164", (await AskAsync("SELECT count() FROM r", "&" + setting)).Header("X-ClickHouse-Exception-Code"));
    }

    [Fact]
    public async Task A_table_named_by_a_parameter_is_judged_by_its_value()
    {
        await TableAsync();
        Assert.Equal("2\n", (await AskAsync("SELECT count() FROM {t:Identifier}", "&param_t=r")).Text);
        Assert.Equal("164", (await AskAsync("SELECT count() FROM {t:Identifier}", "&param_t=%2Fetc%2Fpasswd")).Header("X-ClickHouse-Exception-Code"));
        Assert.Equal("164", (await AskAsync("SELECT count() FROM {t:Identifier}", "&param_t=a.csv")).Header("X-ClickHouse-Exception-Code"));
    }

    [Fact]
    public async Task Readers_are_limited_in_time_rows_and_memory_and_cannot_lift_the_limits()
    {
        Assert.Equal("159", (await AskAsync("SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number))", "&max_execution_time=1")).Header("X-ClickHouse-Exception-Code"));
        Assert.Equal("396", (await AskAsync("SELECT number FROM numbers(2000000) FORMAT JSON", "&max_result_rows=100000000")).Header("X-ClickHouse-Exception-Code"));
        Assert.Equal("241", (await AskAsync("SELECT groupArray(number) FROM numbers(300000000) FORMAT Null")).Header("X-ClickHouse-Exception-Code"));
        Assert.Equal("10\n", (await AskAsync("SELECT getSetting('max_execution_time')", "&max_execution_time=99999")).Text);
        Assert.Equal("10\n", (await AskAsync("SELECT getSetting('max_execution_time')", "&max_execution_time=0")).Text);
    }

    [Fact]
    public async Task Readers_get_streams_and_parameters_too()
    {
        var answer = await AskAsync("SELECT number, {s:String} AS s FROM numbers(200000) FORMAT TSVWithNames", "&param_s=%27%3B");
        Assert.StartsWith("number\ts\n0\t\\';\n", answer.Text, StringComparison.Ordinal);
        Assert.Equal(200002, answer.Text.Split('\n').Length);
    }

    private Task<Answer> AskAsync(string sql, string more = "") =>
        client.SendAsync(HttpMethod.Post, "/?default_format=TSV" + more, Encoding.UTF8.GetBytes(sql), Reader);

    private async Task TableAsync()
    {
        await client.SqlAsync("CREATE TABLE IF NOT EXISTS r (a UInt8, b String) ENGINE = ReplacingMergeTree ORDER BY a");
        if (await client.SqlAsync("SELECT count() FROM r") == "0\n") await client.SqlAsync("INSERT INTO r VALUES (1, 'x'), (2, 'y')");
    }
}
