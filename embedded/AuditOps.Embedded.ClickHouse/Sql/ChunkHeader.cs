namespace AuditOps.Embedded.ClickHouse.Sql;

/// <summary>What each chunk of a streamed format starts with.</summary>
internal enum ChunkHeader
{
    /// <summary>Rows at once.</summary>
    None,

    /// <summary>One line of names.</summary>
    OneLine,

    /// <summary>A line of names and one of types.</summary>
    TwoLines,

    /// <summary>A column count and the names, as RowBinary strings.</summary>
    BinaryNames,

    /// <summary>A column count, names and types, as RowBinary strings.</summary>
    BinaryNamesAndTypes,
}
