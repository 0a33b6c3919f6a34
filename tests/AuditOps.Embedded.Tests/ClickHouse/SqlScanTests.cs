using System.Text;
using AuditOps.Embedded.ClickHouse.Sql;

namespace AuditOps.Embedded.Tests.ClickHouse;

public sealed class SqlScanTests
{
    private const int Seed = 4711;

    [Theory]
    [InlineData("INSERT INTO t FORMAT CSV\n1,2", "CSV", "1,2")]
    [InlineData("INSERT INTO t FORMAT CSV   \r\n\n1", "CSV", "\n1")]
    [InlineData("INSERT INTO t VALUES (1)", "Values", " (1)")]
    [InlineData("insert into format.values (format, `values`) values(1)", "Values", "(1)")]
    [InlineData("INSERT INTO TABLE FUNCTION null('format CSV') FORMAT TSV 1", "TSV", "1")]
    [InlineData("INSERT /* VALUES */ INTO t -- FORMAT x\n (a) SETTINGS a = 'FORMAT y' FORMAT JSONEachRow {}", "JSONEachRow", "{}")]
    [InlineData("INSERT INTO `FORMAT x` FORMAT `CSV` 1", "CSV", "1")]
    [InlineData("INSERT INTO t (a) ", null, "")]
    public void An_insert_with_rows_is_taken_apart(string sql, string? format, string rows)
    {
        var bytes = Encoding.UTF8.GetBytes(sql);
        var head = InsertHead.Read(bytes, out _);
        Assert.NotNull(head);
        Assert.Equal(format, head.Format);
        Assert.Equal(rows, sql[head.DataStart..]);
    }

    [Theory]
    [InlineData("INSERT INTO t SELECT 1 FORMAT CSV")]
    [InlineData("INSERT INTO t (a) WITH 1 AS x SELECT x")]
    [InlineData("INSERT INTO t FROM INFILE 'x' FORMAT CSV")]
    [InlineData("SELECT 'INSERT INTO t FORMAT CSV'")]
    [InlineData("-- INSERT INTO t VALUES (1)\nSELECT 1")]
    public void Other_statements_have_no_rows(string sql) => Assert.Null(InsertHead.Read(Encoding.UTF8.GetBytes(sql), out _));

    [Theory]
    [InlineData("SELECT 1", false)]
    [InlineData("SELECT 1;", false)]
    [InlineData("SELECT 1; ; -- x\n ;", false)]
    [InlineData("SELECT ';' AS `;`, \";\", $a$;$a$ /* ; */ -- ;", false)]
    [InlineData("SELECT 'it''s; \\'; '", false)]
    [InlineData("SELECT 1; SELECT 2", true)]
    [InlineData("SELECT $a$ ; $b$ ; 2", true)]
    [InlineData("SELECT 1 #; 2", true)]
    public void Second_statements_are_found(string sql, bool second) => Assert.Equal(second, SqlScan.Of(Encoding.UTF8.GetBytes(sql)).SecondStatement() >= 0);

    [Fact]
    public void Any_bytes_are_split_without_gaps_backwards_or_endless_work()
    {
        var random = new Random(Seed);
        var pieces = new[] { "'", "\"", "`", "\\", "/*", "*/", "--", "#!", "# ", "\n", "$a$", "$", ";", "(", ")", "INSERT INTO t ", "FORMAT", " CSV", "VALUES", "\0", "é", "1.5e", "{x:Y}", " " };
        for (var round = 0; round < 5000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 20)).Select(_ => pieces[random.Next(pieces.Length)]));
            var bytes = Encoding.UTF8.GetBytes(text);
            var scan = SqlScan.Of(bytes);
            var at = 0;
            foreach (var token in scan.Tokens)
            {
                Assert.True(token.Start >= at && token.End >= token.Start && token.End <= bytes.Length, $"seed {Seed}, round {round}: {text}");
                at = token.End;
            }

            var head = InsertHead.Read(bytes, out _);
            Assert.True(head is null || (head.FileClauseAt <= head.SettingsEnd && head.SettingsEnd <= bytes.Length && head.DataStart <= bytes.Length), $"seed {Seed}, round {round}: {text}");
            head?.WithFile(bytes, "/p", "CSV");
            _ = StatementShape.Of(scan);
            for (var i = 0; i < scan.Tokens.Length; i++)
            {
                if (scan.IsName(i)) _ = scan.Name(i);
            }
        }
    }
}
