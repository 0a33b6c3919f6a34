using AuditOps.Embedded.ClickHouse.Sql;

namespace AuditOps.Embedded.ClickHouse.Guard;

/// <summary>
/// The rules on the canonical text: what EXPLAIN AST does not print (names in SETTINGS clauses), and a second look at what it
/// does print. The text comes from the engine's formatter, so it has no comments and one spelling.
/// </summary>
internal static class TokenRules
{
    /// <summary>Checks the tokens and returns how many SETTINGS clauses were read.</summary>
    public static int Check(SqlScan scan, IReadOnlySet<string> engineTableFunctions)
    {
        var clauses = 0;
        for (var i = 0; i < scan.Tokens.Length; i++)
        {
            var token = scan.At(i);
            if (token.Kind == SqlTokenKind.Broken) throw ReaderGuard.Refusal("the statement cannot be read");
            if (scan.IsSymbol(i, ';')) throw ReaderGuard.Refusal("more than one statement");
            if (scan.IsWord(i, "OUTFILE") || scan.IsWord(i, "INFILE")) throw ReaderGuard.Refusal("files are not allowed");
            if (token.Kind == SqlTokenKind.QuotedName) CheckQuotedName(scan.Name(i));
            if (scan.IsName(i) && scan.IsSymbol(i + 1, '(') && ReaderRules.IsFunctionRefused(scan.Name(i), engineTableFunctions))
                throw ReaderGuard.Refusal($"function {scan.Name(i)} is not allowed");
            if (scan.IsWord(i, "SETTINGS") && scan.IsName(i + 1) && scan.IsSymbol(i + 2, '='))
            {
                clauses++;
                CheckSettings(scan, i + 1);
            }
        }

        return clauses;
    }

    // Names that look like the marks of EXPLAIN AST, or that break its lines.
    private static void CheckQuotedName(string name)
    {
        if (name.Any(char.IsControl) || name.Contains("(alias ", StringComparison.Ordinal) || name.Contains("(children ", StringComparison.Ordinal))
            throw ReaderGuard.Refusal("a quoted name has characters that are not allowed");
    }

    private static void CheckSettings(SqlScan scan, int index)
    {
        var depth = scan.At(index).Depth;
        while (scan.IsName(index) && scan.IsSymbol(index + 1, '='))
        {
            if (!ReaderSettings.IsAllowedInStatement(scan.Name(index))) throw ReaderGuard.Refusal($"setting {scan.Name(index)} cannot be changed");
            index += 2;
            while (scan.At(index).Kind is not (SqlTokenKind.End or SqlTokenKind.Broken) && !(scan.IsSymbol(index, ',') && scan.At(index).Depth <= depth) && scan.At(index).Depth >= depth) index++;
            if (!scan.IsSymbol(index, ',')) return;
            index++;
        }

        throw ReaderGuard.Refusal("a SETTINGS clause cannot be read");
    }
}
