using System.Text;
using AuditOps.Embedded.ClickHouse.Engine;
using AuditOps.Embedded.ClickHouse.Guard;
using AuditOps.Embedded.ClickHouse.Native;
using AuditOps.Embedded.ClickHouse.Sql;

namespace AuditOps.Embedded.ClickHouse.Http;

/// <summary>
/// The statement of a request, put together from URL and body. Rows of an INSERT are handed over in a file in memory: in
/// the query text, a <c>;</c> byte or an empty line would cut them without an error.
/// </summary>
internal sealed class Statement : IDisposable
{
    // Enough for the SQL before any insert's rows; longer heads grow up to MaxQueryBytes.
    private const int FirstLook = 64 << 10;

    private readonly MemoryFile? rows;

    private Statement(byte[] sql, MemoryFile? rows)
    {
        Sql = sql;
        this.rows = rows;
    }

    public byte[] Sql { get; }

    public bool IsInsertWithRows => rows is not null;

    public static async Task<Statement> ReadAsync(QueryRequest request, RequestBody body, int maxQueryBytes, bool mayWrite, CancellationToken cancellation)
    {
        if (request.Sql is null) return await FromBodyAsync(request, body, maxQueryBytes, mayWrite, cancellation);
        var head = Encoding.UTF8.GetBytes(request.Sql);
        if (InsertHead.Read(head, out _) is { } insert) return await InsertAsync(request, head, head.Length, insert, body, isUrl: true, mayWrite, cancellation);
        var text = new GrowingBuffer(maxQueryBytes);
        text.Append(head);
        text.Append("\n"u8);
        var before = text.Length;
        await text.FillAsync(body, maxQueryBytes, cancellation);
        if (text.Length > before && SqlScan.Of(head).IsWord(0, "INSERT"))
            throw new QueryException(ErrorCodes.NotImplemented, "Rows in the body of INSERT … SELECT (the table function input) are not supported", "NOT_IMPLEMENTED");
        return new Statement(text.ToArray(), null);
    }

    public void Dispose() => rows?.Dispose();

    private static async Task<Statement> FromBodyAsync(QueryRequest request, RequestBody body, int maxQueryBytes, bool mayWrite, CancellationToken cancellation)
    {
        var text = new GrowingBuffer(maxQueryBytes);
        var look = FirstLook;
        while (true)
        {
            var ended = await text.FillAsync(body, look, cancellation);
            var insert = InsertHead.Read(text.Span, out var incomplete);
            // A format's name or a keyword that ends exactly where the text does may go on.
            incomplete |= insert is not null && insert.DataStart >= text.Length;
            if (insert is not null && (ended || !incomplete)) return await InsertAsync(request, text.ToArray(), text.Length, insert, body, isUrl: false, mayWrite, cancellation);
            if (ended) return new Statement(text.ToArray(), null);
            look = insert is null ? int.MaxValue : look * 2;
        }
    }

    private static async Task<Statement> InsertAsync(QueryRequest request, byte[] head, int length, InsertHead insert, RequestBody body, bool isUrl, bool mayWrite, CancellationToken cancellation)
    {
        // Before a byte of the rows is taken in.
        if (!mayWrite) throw ReaderGuard.Refusal("only SELECT, SHOW, DESCRIBE, EXISTS and EXPLAIN SELECT are allowed, and over GET nothing writes");
        var rows = new MemoryFile();
        try
        {
            var first = head.AsSpan(insert.DataStart, length - insert.DataStart);
            if (!isUrl || first.Trim(" \t\r\n;"u8).Length > 0) rows.Append(first);
            var buffer = new byte[128 << 10];
            int read;
            while ((read = await body.ReadAsync(buffer, cancellation)) > 0) rows.Append(buffer.AsSpan(0, read));
            var format = request.DefaultFormat == "TabSeparated" ? "Values" : request.DefaultFormat;
            return new Statement(insert.WithFile(head.AsSpan(0, length), rows.Path, format), rows);
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }
}
