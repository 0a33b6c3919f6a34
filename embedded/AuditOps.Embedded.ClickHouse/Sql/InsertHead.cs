using System.Text;

namespace AuditOps.Embedded.ClickHouse.Sql;

/// <summary>
/// An INSERT that carries its rows behind the SQL: where the file clause goes, which format the rows have and where they start.
/// </summary>
internal sealed record InsertHead(int FileClauseAt, int SettingsEnd, string? Format, int DataStart)
{
    /// <summary>
    /// Reads an INSERT that wants rows. Null when the text is something else, an <c>INSERT … SELECT</c> included;
    /// <paramref name="incomplete"/> says that the text may only be cut short.
    /// </summary>
    public static InsertHead? Read(ReadOnlySpan<byte> sql, out bool incomplete)
    {
        incomplete = false;
        var tokenizer = new SqlTokenizer(sql);
        var token = tokenizer.Next();
        if (!Is(sql, token, "INSERT")) return null;
        token = AfterTarget(sql, ref tokenizer);
        var settingsAt = -1;
        while (token.Kind is not (SqlTokenKind.End or SqlTokenKind.Broken))
        {
            if (token.Depth == 0 && token.Kind == SqlTokenKind.Word)
            {
                if (Is(sql, token, "SELECT") || Is(sql, token, "WITH") || Is(sql, token, "FROM") || Is(sql, token, "WATCH")) return null;
                if (Is(sql, token, "SETTINGS") && settingsAt < 0) settingsAt = token.Start;
                if (Is(sql, token, "VALUES")) return new(settingsAt < 0 ? token.Start : settingsAt, token.Start, "Values", token.End);
                if (Is(sql, token, "FORMAT"))
                {
                    var name = tokenizer.Next();
                    if (name.Kind is not (SqlTokenKind.Word or SqlTokenKind.QuotedName)) break;
                    var format = Encoding.UTF8.GetString(sql[name.Start..name.End]);
                    return new(settingsAt < 0 ? token.Start : settingsAt, token.Start, format.Trim('`', '"'), SkipSeparator(sql, name.End));
                }
            }

            if (token.Depth == 0 && token.Kind == SqlTokenKind.Symbol && sql[token.Start] == ';') break;
            token = tokenizer.Next();
        }

        incomplete = true;
        return new(settingsAt < 0 ? token.Start : settingsAt, token.Start, null, Math.Min(token.End, sql.Length));
    }

    /// <summary>The statement with its rows read from <paramref name="path"/>.</summary>
    public byte[] WithFile(ReadOnlySpan<byte> sql, string path, string defaultFormat)
    {
        var clause = Encoding.UTF8.GetBytes($" FROM INFILE '{path}' COMPRESSION 'none' ");
        var format = Encoding.UTF8.GetBytes($" FORMAT {Format ?? defaultFormat}");
        return [.. sql[..FileClauseAt], (byte)'\n', .. clause, .. sql[FileClauseAt..SettingsEnd], (byte)'\n', .. format];
    }

    private static bool Is(ReadOnlySpan<byte> sql, SqlToken token, string word) =>
        token.Kind == SqlTokenKind.Word && Ascii.EqualsIgnoreCase(sql[token.Start..token.End], word);

    // INSERT [INTO] [TABLE] name[.name] or INSERT INTO [TABLE] FUNCTION f(…): the name may itself be a keyword.
    private static SqlToken AfterTarget(ReadOnlySpan<byte> sql, ref SqlTokenizer tokenizer)
    {
        var token = tokenizer.Next();
        if (Is(sql, token, "INTO")) token = tokenizer.Next();
        if (Is(sql, token, "TABLE")) token = tokenizer.Next();
        if (Is(sql, token, "FUNCTION")) token = tokenizer.Next();
        if (token.Kind is not (SqlTokenKind.Word or SqlTokenKind.QuotedName)) return token;
        token = tokenizer.Next();
        while (token.Kind == SqlTokenKind.Symbol && sql[token.Start] == '.')
        {
            tokenizer.Next();
            token = tokenizer.Next();
        }

        return token;
    }

    // Rows start after blanks and at most one line end, so that binary rows may begin with any byte (ClickHouse, ParserInsertQuery).
    private static int SkipSeparator(ReadOnlySpan<byte> sql, int at)
    {
        while (at < sql.Length && sql[at] is (byte)' ' or (byte)'\t' or (byte)'\f') at++;
        if (at < sql.Length && sql[at] == '\r') at++;
        if (at < sql.Length && sql[at] == '\n') at++;
        return at;
    }
}
