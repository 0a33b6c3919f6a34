namespace AuditOps.Embedded.ClickHouse.Sql;

/// <summary>What the front needs to know of a statement to answer it: whether rows can be streamed, and in which format.</summary>
internal readonly record struct StatementShape(bool IsSelect, string? Format, bool HasFileClause, bool HasTotals)
{
    public static StatementShape Of(SqlScan scan)
    {
        string? format = null;
        var file = false;
        var totals = false;
        for (var i = 0; i < scan.Tokens.Length; i++)
        {
            if (scan.At(i).Depth != 0) continue;
            if (scan.IsWord(i, "FORMAT") && scan.IsName(i + 1) && EndsStatement(scan, i + 2)) format = scan.Name(i + 1);
            if (scan.IsWord(i, "INFILE") || scan.IsWord(i, "OUTFILE")) file |= scan.At(i + 1).Kind == SqlTokenKind.Text;
            if (scan.IsWord(i, "TOTALS")) totals = true;
        }

        var first = 0;
        while (scan.IsSymbol(first, '(')) first++;
        var select = scan.IsWord(first, "SELECT") || scan.IsWord(first, "WITH") || scan.IsWord(first, "FROM");
        return new(select, format, file, totals);
    }

    private static bool EndsStatement(SqlScan scan, int index) =>
        scan.At(index).Kind == SqlTokenKind.End || scan.IsSymbol(index, ';') || scan.IsWord(index, "SETTINGS");
}
