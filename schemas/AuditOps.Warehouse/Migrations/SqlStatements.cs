namespace AuditOps.Warehouse.Migrations;

/// <summary>Cuts a SQL file at its semicolons, but not at those in strings, quoted names or comments; comments are dropped.</summary>
internal static class SqlStatements
{
    public static IReadOnlyList<string> Split(string sql)
    {
        List<string> statements = [];
        var current = new System.Text.StringBuilder();
        for (var i = 0; i < sql.Length;)
        {
            var end = sql[i] switch
            {
                '\'' or '"' or '`' => EndOfQuoted(sql, i),
                '-' when Follows(sql, i, '-') => EndOf(sql, i, "\n", keepEnd: true),
                '/' when Follows(sql, i, '*') => EndOf(sql, i, "*/", keepEnd: false),
                _ => i + 1,
            };
            var comment = sql[i] is '-' or '/' && end > i + 1;
            if (sql[i] == ';') Close(current, statements);
            else if (comment) current.Append(' ');
            else current.Append(sql, i, end - i);
            i = end;
        }

        Close(current, statements);
        return statements;
    }

    private static bool Follows(string sql, int at, char next) => at + 1 < sql.Length && sql[at + 1] == next;

    private static int EndOfQuoted(string sql, int start)
    {
        for (var i = start + 1; i < sql.Length; i++)
        {
            if (sql[i] == '\\') i++;
            else if (sql[i] == sql[start]) return i + 1;
        }

        throw new FormatException($"A quote opened at character {start} is not closed.");
    }

    private static int EndOf(string sql, int start, string mark, bool keepEnd)
    {
        var at = sql.IndexOf(mark, start + 2, StringComparison.Ordinal);
        if (at < 0) return keepEnd ? sql.Length : throw new FormatException($"A comment opened at character {start} is not closed.");
        return keepEnd ? at : at + mark.Length;
    }

    private static void Close(System.Text.StringBuilder current, List<string> statements)
    {
        var text = current.ToString().Trim();
        current.Clear();
        if (text.Length > 0) statements.Add(text);
    }
}
