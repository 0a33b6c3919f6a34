namespace AuditOps.Embedded.ClickHouse.Sql;

/// <summary>
/// Splits SQL the way ClickHouse's lexer does (src/Parsers/Lexer.cpp): line comments <c>--</c>, <c>#!</c>, <c># </c>,
/// <c>/* */</c>, quotes with backslash and doubled-quote escapes, heredocs <c>$tag$…$tag$</c>. It finds where
/// statements, clauses and insert data begin; it never decides what a statement may do.
/// </summary>
internal ref struct SqlTokenizer(ReadOnlySpan<byte> sql)
{
    private readonly ReadOnlySpan<byte> sql = sql;
    private int position;
    private int depth;

    public SqlToken Next()
    {
        SkipBlanks();
        if (position >= sql.Length) return new(SqlTokenKind.End, sql.Length, sql.Length, depth);
        var start = position;
        var c = sql[position];
        if (IsWordStart(c)) return Word(start);
        if (char.IsAsciiDigit((char)c)) return Number(start);
        if (c == '\'') return Quoted(start, SqlTokenKind.Text);
        if (c is (byte)'`' or (byte)'"') return Quoted(start, SqlTokenKind.QuotedName);
        if (c == '$' && Heredoc(start) is { } heredoc) return heredoc;
        if (c == '/' && Peek(1) == '*') return new(SqlTokenKind.Broken, start, position = sql.Length, depth);
        position++;
        if (c is (byte)'(' or (byte)'[' or (byte)'{') return new(SqlTokenKind.Symbol, start, position, depth++);
        if (c is (byte)')' or (byte)']' or (byte)'}') depth--;
        return new(SqlTokenKind.Symbol, start, position, depth);
    }

    private static bool IsWordStart(byte c) => char.IsAsciiLetter((char)c) || c == '_' || c >= 0x80;

    private static bool IsWordPart(byte c) => IsWordStart(c) || char.IsAsciiDigit((char)c) || c == '$';

    private readonly int Peek(int ahead) => position + ahead < sql.Length ? sql[position + ahead] : -1;

    private SqlToken Word(int start)
    {
        while (position < sql.Length && IsWordPart(sql[position])) position++;
        return new(SqlTokenKind.Word, start, position, depth);
    }

    private SqlToken Number(int start)
    {
        while (position < sql.Length && (IsWordPart(sql[position]) || sql[position] == '.')) position++;
        return new(SqlTokenKind.Number, start, position, depth);
    }

    private SqlToken Quoted(int start, SqlTokenKind kind)
    {
        var quote = sql[position++];
        while (position < sql.Length)
        {
            var c = sql[position++];
            if (c == '\\') position++;
            else if (c == quote && Peek(0) == quote) position++;
            else if (c == quote) return new(kind, start, position, depth);
        }

        return new(SqlTokenKind.Broken, start, position = sql.Length, depth);
    }

    private SqlToken? Heredoc(int start)
    {
        var rest = sql[start..];
        var tagEnd = rest[1..].IndexOf((byte)'$');
        if (tagEnd < 0) return null;
        var tag = rest[..(tagEnd + 2)];
        foreach (var c in tag[1..^1])
        {
            if (!IsWordPart(c) || c == '$') return null;
        }

        var close = rest[tag.Length..].IndexOf(tag);
        if (close < 0) return null;
        position = start + (2 * tag.Length) + close;
        return new(SqlTokenKind.Text, start, position, depth);
    }

    private void SkipBlanks()
    {
        while (position < sql.Length)
        {
            var c = sql[position];
            if (c == 0x20 || c is >= 0x09 and <= 0x0D) position++;
            else if (c == '-' && Peek(1) == '-') SkipLine();
            else if (c == '#' && (Peek(1) is ' ' or '!')) SkipLine();
            else if (c == '/' && Peek(1) == '*')
            {
                var end = sql[(position + 2)..].IndexOf("*/"u8);
                if (end < 0) return;
                position += end + 4;
            }
            else return;
        }
    }

    private void SkipLine()
    {
        var end = sql[position..].IndexOf((byte)'\n');
        position = end < 0 ? sql.Length : position + end + 1;
    }
}
