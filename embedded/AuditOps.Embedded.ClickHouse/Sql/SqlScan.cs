using System.Text;

namespace AuditOps.Embedded.ClickHouse.Sql;

/// <summary>A statement with its tokens.</summary>
internal sealed class SqlScan
{
    private SqlScan(byte[] sql, SqlToken[] tokens)
    {
        Sql = sql;
        Tokens = tokens;
    }

    public byte[] Sql { get; }

    public SqlToken[] Tokens { get; }

    /// <summary>Tokens of a whole statement; the last one is <see cref="SqlTokenKind.End"/> or <see cref="SqlTokenKind.Broken"/>.</summary>
    public static SqlScan Of(byte[] sql)
    {
        var tokens = new List<SqlToken>();
        var tokenizer = new SqlTokenizer(sql);
        SqlToken token;
        do
        {
            token = tokenizer.Next();
            tokens.Add(token);
        }
        while (token.Kind is not (SqlTokenKind.End or SqlTokenKind.Broken));
        return new SqlScan(sql, [.. tokens]);
    }

    public SqlToken At(int index) => index < Tokens.Length ? Tokens[index] : Tokens[^1];

    public bool IsWord(int index, string word)
    {
        var token = At(index);
        return token.Kind == SqlTokenKind.Word && Ascii.EqualsIgnoreCase(Sql.AsSpan(token.Start..token.End), word);
    }

    public bool IsSymbol(int index, char symbol)
    {
        var token = At(index);
        return token.Kind == SqlTokenKind.Symbol && Sql[token.Start] == symbol;
    }

    public bool IsName(int index) => At(index).Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName;

    /// <summary>A name without its quotes.</summary>
    public string Name(int index)
    {
        var token = At(index);
        var text = Encoding.UTF8.GetString(Sql, token.Start, token.End - token.Start);
        return token.Kind == SqlTokenKind.QuotedName ? text[1..^1].Replace("\\", "", StringComparison.Ordinal) : text;
    }

    /// <summary>The index of the first <c>;</c> that something follows, or -1.</summary>
    public int SecondStatement()
    {
        for (var i = 0; i < Tokens.Length; i++)
        {
            if (!IsSymbol(i, ';')) continue;
            var next = i;
            while (IsSymbol(next, ';')) next++;
            if (At(next).Kind != SqlTokenKind.End) return i;
        }

        return -1;
    }
}
