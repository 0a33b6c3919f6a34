namespace AuditOps.Embedded.ClickHouse.Sql;

/// <summary>What a format means for the answer: its media type, and whether chunks of it may be strung together.</summary>
internal static class OutputFormat
{
    /// <summary>
    /// Formats whose chunks are complete rows. chDB writes every chunk of a stream as a document of its own, so all other
    /// formats are written in one piece; of those with a header the repeated header is cut off.
    /// </summary>
    private static readonly Dictionary<string, ChunkHeader> Streamable = new(StringComparer.OrdinalIgnoreCase)
    {
        ["TabSeparated"] = ChunkHeader.None, ["TSV"] = ChunkHeader.None,
        ["TabSeparatedRaw"] = ChunkHeader.None, ["TSVRaw"] = ChunkHeader.None, ["Raw"] = ChunkHeader.None,
        ["CSV"] = ChunkHeader.None, ["LineAsString"] = ChunkHeader.None, ["RawBLOB"] = ChunkHeader.None,
        ["JSONEachRow"] = ChunkHeader.None, ["JSONLines"] = ChunkHeader.None, ["NDJSON"] = ChunkHeader.None,
        ["JSONStringsEachRow"] = ChunkHeader.None, ["JSONCompactEachRow"] = ChunkHeader.None, ["JSONCompactStringsEachRow"] = ChunkHeader.None,
        ["RowBinary"] = ChunkHeader.None, ["Native"] = ChunkHeader.None, ["MsgPack"] = ChunkHeader.None,
        ["TabSeparatedWithNames"] = ChunkHeader.OneLine, ["TSVWithNames"] = ChunkHeader.OneLine,
        ["JSONCompactEachRowWithNames"] = ChunkHeader.OneLine, ["JSONCompactStringsEachRowWithNames"] = ChunkHeader.OneLine,
        ["TabSeparatedWithNamesAndTypes"] = ChunkHeader.TwoLines, ["TSVWithNamesAndTypes"] = ChunkHeader.TwoLines,
        ["JSONCompactEachRowWithNamesAndTypes"] = ChunkHeader.TwoLines, ["JSONCompactStringsEachRowWithNamesAndTypes"] = ChunkHeader.TwoLines,
        ["RowBinaryWithNames"] = ChunkHeader.BinaryNames, ["RowBinaryWithNamesAndTypes"] = ChunkHeader.BinaryNamesAndTypes,
    };

    public static bool CanStream(string format, out ChunkHeader header) => Streamable.TryGetValue(format, out header);

    /// <summary>How many bytes at the start of a chunk repeat the header.</summary>
    public static int HeaderLength(ChunkHeader header, ReadOnlySpan<byte> chunk) => header switch
    {
        ChunkHeader.OneLine => Lines(chunk, 1),
        ChunkHeader.TwoLines => Lines(chunk, 2),
        ChunkHeader.BinaryNames => Strings(chunk, 1),
        ChunkHeader.BinaryNamesAndTypes => Strings(chunk, 2),
        _ => 0,
    };

    public static string MediaType(string format)
    {
        if (Starts(format, "JSONEachRow") || Starts(format, "JSONCompactEachRow") || Starts(format, "JSONStringsEachRow")
            || Starts(format, "JSONLines") || Starts(format, "NDJSON")) return "application/x-ndjson; charset=UTF-8";
        if (Starts(format, "JSON")) return "application/json; charset=UTF-8";
        if (Starts(format, "CSV")) return "text/csv; charset=UTF-8";
        if (Starts(format, "TabSeparated") || Starts(format, "TSV")) return "text/tab-separated-values; charset=UTF-8";
        if (Starts(format, "XML")) return "application/xml; charset=UTF-8";
        if (Starts(format, "RowBinary") || Starts(format, "Native") || Starts(format, "Parquet") || Starts(format, "Arrow")
            || Starts(format, "ORC") || Starts(format, "Avro") || Starts(format, "MsgPack") || Starts(format, "RawBLOB")) return "application/octet-stream";
        return "text/plain; charset=UTF-8";
    }

    private static bool Starts(string format, string prefix) => format.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);

    private static int Lines(ReadOnlySpan<byte> chunk, int count)
    {
        var at = 0;
        for (; count > 0; count--)
        {
            var end = chunk[at..].IndexOf((byte)'\n');
            if (end < 0) return chunk.Length;
            at += end + 1;
        }

        return at;
    }

    // A LEB128 column count, then per round as many strings with LEB128 lengths.
    private static int Strings(ReadOnlySpan<byte> chunk, int rounds)
    {
        var at = 0;
        var columns = VarUInt(chunk, ref at);
        for (var i = 0UL; i < columns * (ulong)rounds; i++)
        {
            var length = VarUInt(chunk, ref at);
            at = checked(at + (int)length);
        }

        return Math.Min(at, chunk.Length);
    }

    private static ulong VarUInt(ReadOnlySpan<byte> chunk, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; shift < 64 && at < chunk.Length; shift += 7)
        {
            var b = chunk[at++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) break;
        }

        return value;
    }
}
