namespace AuditOps.Embedded.ClickHouse.Sql;

/// <summary>What a token is.</summary>
internal enum SqlTokenKind
{
    /// <summary>Nothing but blanks and comments is left.</summary>
    End,

    /// <summary>An unquoted name or keyword.</summary>
    Word,

    /// <summary>A name in back-ticks or double quotes.</summary>
    QuotedName,

    /// <summary>A string literal, heredocs included.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>One character of anything else.</summary>
    Symbol,

    /// <summary>A quote or comment without an end.</summary>
    Broken,
}
