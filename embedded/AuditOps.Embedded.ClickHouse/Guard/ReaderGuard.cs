using System.Text;
using AuditOps.Embedded.ClickHouse.Engine;
using AuditOps.Embedded.ClickHouse.Sql;

namespace AuditOps.Embedded.ClickHouse.Guard;

/// <summary>
/// Decides whether a reader's statement may run. chDB knows no users and its readonly mode still lets statements write and
/// read files, so the decision is made on the engine's own syntax tree. The statement is first put into the engine's
/// canonical text by <c>formatQuery</c>, which only parses; that text is judged, and that text is what runs.
/// </summary>
internal sealed class ReaderGuard(IReadOnlySet<string> engineTableFunctions)
{
    public static async Task<ReaderGuard> ForAsync(ChdbEngine engine)
    {
        var names = await engine.ControlAsync(connection =>
        {
            using var result = connection.Query("SELECT name FROM system.table_functions"u8, "TSVRaw", []);
            return Encoding.UTF8.GetString(result.Slice(0, (int)result.Length));
        });
        return new ReaderGuard(names.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>The text to run; throws where it may not run.</summary>
    public async Task<byte[]> JudgeAsync(QuerySession session, byte[] sql, IReadOnlyList<KeyValuePair<string, string>> parameters, CancellationToken cancellation)
    {
        var canonical = await CanonicalAsync(session, sql, cancellation);
        var bytes = Encoding.UTF8.GetBytes(canonical);
        var scan = SqlScan.Of(bytes);
        var clauses = TokenRules.Check(scan, engineTableFunctions);
        var tree = AstNode.Read(await session.TextAsync("EXPLAIN AST " + canonical, parameters, cancellation));
        new TreeRules(scan, engineTableFunctions).Check(tree, clauses);
        return bytes;
    }

    /// <summary>The text of a <see cref="ClickHouseRole.Local"/> user's changing statement to run; throws where it may not run.</summary>
    public async Task<byte[]> JudgeWriteAsync(QuerySession session, byte[] sql, CancellationToken cancellation)
    {
        var bytes = Encoding.UTF8.GetBytes(await CanonicalAsync(session, sql, cancellation));
        var scan = SqlScan.Of(bytes);
        TokenRules.Check(scan, engineTableFunctions);
        WriteRules.Check(scan);
        return bytes;
    }

    internal static QueryException Refusal(string reason) =>
        new(ErrorCodes.ReadOnly, $"Cannot execute query in readonly mode: {reason}", "READONLY");

    private static async Task<string> CanonicalAsync(QuerySession session, byte[] sql, CancellationToken cancellation)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(sql);
        }
        catch (DecoderFallbackException)
        {
            throw new QueryException(ErrorCodes.SyntaxError, "The statement is not valid UTF-8", "SYNTAX_ERROR");
        }

        try
        {
            var canonical = await session.TextAsync("SELECT formatQuery({statement:String})", [new("statement", SqlText.EscapeParameter(text.TrimEnd(' ', '\t', '\r', '\n', ';')))], cancellation);
            return canonical.TrimEnd('\n');
        }
        catch (QueryException e) when (e.Message.IndexOf(": In scope SELECT formatQuery", StringComparison.Ordinal) is > 0 and var at)
        {
            throw QueryException.FromEngine(e.Message[..at] + " (SYNTAX_ERROR)");
        }
    }
}
