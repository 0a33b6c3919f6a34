using System.Security.Cryptography;
using AuditOps.Embedded.ClickHouse.Engine;
using AuditOps.Embedded.ClickHouse.Guard;
using AuditOps.Embedded.ClickHouse.Native;
using AuditOps.Embedded.ClickHouse.Sql;
using Microsoft.AspNetCore.Http;

namespace AuditOps.Embedded.ClickHouse.Http;

/// <summary>Runs one request's statement and streams its answer.</summary>
internal sealed class QueryHandler(ClickHouseOptions options, ChdbEngine engine, SessionPool pool, ReaderGuard guard, RunningQueries running, TimeProvider time)
{
    private readonly BodyBudget budget = new(options.MaxRequestBytesInFlight);

    /// <summary>Tells <paramref name="started"/> the writer, so that a failure after the first bytes can be told from one before them.</summary>
    public async Task HandleAsync(HttpContext context, ClickHouseUser user, QueryRequest request, Action<ResponseWriter> started, CancellationToken cancellation)
    {
        await using var body = new RequestBody(context.Request, options.MaxRequestBytes, budget);
        var readOnlyMethod = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        var mayWrite = !readOnlyMethod && user.Role is (ClickHouseRole.Product or ClickHouseRole.Local);
        using var statement = await Statement.ReadAsync(request, body, options.MaxQueryBytes, mayWrite, cancellation);
        CheckParameters(request);
        using var registration = running.Register(request.QueryId);
        var scan = statement.IsInsertWithRows ? null : Scan(statement.Sql);

        var comment = request.Comment is null ? request.QueryId : $"{request.QueryId} {request.Comment}";
        var isLocalWrite = user.Role == ClickHouseRole.Local && !readOnlyMethod && (scan is null || WriteRules.IsWrite(scan));
        if (isLocalWrite && scan is null) WriteRules.CheckInsert(SqlScan.Of(statement.Sql));
        var setup = SessionSettings.For(request, user, options, comment, readOnlyMethod, isLocalWrite);
        if (user.Role != ClickHouseRole.Product && string.Equals(request.Database, "system", StringComparison.OrdinalIgnoreCase)) throw ReaderGuard.Refusal("system cannot be the current database");
        var thread = await pool.RentAsync(user.Role, cancellation);
        try
        {
            await using var session = await QuerySession.OpenAsync(engine, thread, time, comment, setup);
            await RunAsync(context, user, isLocalWrite, request, statement.Sql, scan, session, started, cancellation);
        }
        finally
        {
            pool.Return(thread, user.Role);
        }
    }

    private static SqlScan Scan(byte[] sql)
    {
        var scan = SqlScan.Of(sql);
        if (scan.At(0).Kind == SqlTokenKind.End) throw new QueryException(ErrorCodes.SyntaxError, "Empty query", "SYNTAX_ERROR");
        // chDB takes a statement that begins with bytes of no token for an empty one and reports success.
        if (!scan.IsSymbol(0, '(') && !(scan.At(0).Kind == SqlTokenKind.Word && sql[scan.At(0).Start] < 0x80))
            throw new QueryException(ErrorCodes.SyntaxError, "Syntax error: failed at position 1: a statement begins with a keyword", "SYNTAX_ERROR");
        if (scan.SecondStatement() >= 0) throw new QueryException(ErrorCodes.SyntaxError, "Syntax error (Multi-statements are not allowed)", "SYNTAX_ERROR");
        return scan;
    }

    private static void CheckParameters(QueryRequest request)
    {
        foreach (var (name, _) in request.Parameters)
        {
            if (name.Length is 0 or > 128 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
                throw new QueryException(ErrorCodes.BadArguments, "The name of a query parameter is not an identifier", "BAD_ARGUMENTS");
        }
    }

    private async Task RunAsync(HttpContext context, ClickHouseUser user, bool isLocalWrite, QueryRequest request, byte[] sql, SqlScan? scan, QuerySession session, Action<ResponseWriter> started, CancellationToken cancellation)
    {
        if (isLocalWrite)
        {
            // An INSERT with rows has been looked at before they were taken in; its text names the server's own file.
            if (scan is not null) scan = SqlScan.Of(sql = await guard.JudgeWriteAsync(session, sql, cancellation));
        }
        else if (user.Role != ClickHouseRole.Product)
        {
            sql = await guard.JudgeAsync(session, sql, request.Parameters, cancellation);
            scan = SqlScan.Of(sql);
            await session.ExecuteAsync("SET readonly = 2");
        }

        var shape = scan is null ? default : StatementShape.Of(scan);
        if (shape.HasFileClause) throw new QueryException(ErrorCodes.NotImplemented, "INTO OUTFILE and FROM INFILE are not supported over HTTP", "NOT_IMPLEMENTED");
        var format = shape.Format ?? request.DefaultFormat;
        var writer = new ResponseWriter(context, format, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), request.Compressible);
        started(writer);
        if (shape.IsSelect && !shape.HasTotals && !request.Buffered && OutputFormat.CanStream(format, out var header)
            && await TryStreamAsync(writer, session, sql, format, header, request, cancellation)) return;
        using var result = await session.QueryAsync(sql, format, request.Parameters, cancellation);
        writer.Start(result.Progress, hasRows: scan is not null);
        await writer.WriteAsync(result, 0, cancellation);
        await writer.EndAsync();
    }

    /// <summary>False, with nothing sent, for what chDB does not stream (<c>WITH … INSERT</c> for one).</summary>
    private static async Task<bool> TryStreamAsync(ResponseWriter writer, QuerySession session, byte[] sql, string format, ChunkHeader header, QueryRequest request, CancellationToken cancellation)
    {
        ChdbResult stream;
        try
        {
            stream = await session.StartStreamAsync(sql, format, request.Parameters, cancellation);
        }
        catch (QueryException e) when (e.Code == ErrorCodes.BadArguments && e.Message.Contains("Streaming query is not supported", StringComparison.Ordinal))
        {
            return false;
        }

        var finished = false;
        try
        {
            while (await session.FetchAsync(stream, cancellation) is { } chunk)
            {
                using (chunk)
                {
                    var from = 0L;
                    if (!writer.Started) writer.Start(chunk.Progress, hasRows: true);
                    else if (header != ChunkHeader.None) from = OutputFormat.HeaderLength(header, chunk.Slice(0, (int)Math.Min(chunk.Length, int.MaxValue)));
                    await writer.WriteAsync(chunk, from, cancellation);
                    await writer.FlushAsync(cancellation);
                }
            }

            finished = true;
        }
        finally
        {
            await session.EndStreamAsync(stream, finished);
        }

        if (!writer.Started) writer.Start(default, hasRows: true);
        await writer.EndAsync();
        return true;
    }
}
