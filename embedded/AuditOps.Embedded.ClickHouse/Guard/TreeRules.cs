using System.Text.RegularExpressions;
using AuditOps.Embedded.ClickHouse.Sql;

namespace AuditOps.Embedded.ClickHouse.Guard;

/// <summary>The rules on the syntax tree.</summary>
internal sealed partial class TreeRules(SqlScan scan, IReadOnlySet<string> engineTableFunctions)
{
    private static readonly HashSet<string> Membership = new(StringComparer.OrdinalIgnoreCase)
    {
        "in", "notIn", "globalIn", "globalNotIn", "nullIn", "notNullIn", "globalNullIn", "globalNotNullIn",
        "inIgnoreSet", "notInIgnoreSet", "globalInIgnoreSet", "globalNotInIgnoreSet", "nullInIgnoreSet", "notNullInIgnoreSet", "globalNullInIgnoreSet", "globalNotNullInIgnoreSet",
    };

    public void Check(List<AstNode> nodes, int settingsClauses)
    {
        if (nodes.Count == 0 || !ReaderRules.Roots.Contains(nodes[0].Kind)) throw ReaderGuard.Refusal("only SELECT, SHOW, DESCRIBE, EXISTS and EXPLAIN SELECT are allowed");
        var root = nodes[0];
        if (root.Kind.StartsWith("Show", StringComparison.Ordinal) && root.Kind != "ShowCreateTableQuery") CheckShow();
        var showsNames = root.Kind is "DescribeQuery" or "ExistsTableQuery" or "ExistsViewQuery" or "ExistsDatabaseQuery" or "ShowCreateTableQuery";
        var sets = 0;
        var readsPaths = false;
        var wholeRows = false;
        foreach (var node in nodes)
        {
            if (node.Depth == 0 && node != root) throw ReaderGuard.Refusal("more than one statement");
            if (node != root && !ReaderRules.Nodes.Contains(node.Kind)) throw ReaderGuard.Refusal($"{node.Kind} is not allowed");
            switch (node.Kind)
            {
                case "Set":
                    sets++;
                    break;
                case "Literal" when node.Parent?.Kind == "SelectWithUnionQuery":
                    throw ReaderGuard.Refusal("files are not allowed");
                case "Function":
                    CheckFunction(node);
                    break;
                case "TableIdentifier":
                    CheckTable(node.Name);
                    readsPaths |= CheckSystem(node.Name);
                    break;
                case "Identifier":
                    readsPaths |= CheckSystem(node.Name);
                    if (showsNames || IsSetOfRows(node)) CheckTable(node.Name);
                    break;
                case "Asterisk" or "QualifiedAsterisk" when !IsCount(node):
                case "ColumnsRegexpMatcher" or "ColumnsListMatcher" or "QualifiedColumnsRegexpMatcher" or "QualifiedColumnsListMatcher":
                    wholeRows = true;
                    break;
            }
        }

        if (sets != settingsClauses) throw ReaderGuard.Refusal("a SETTINGS clause cannot be read");
        if (readsPaths) CheckPathColumns(nodes, wholeRows);
    }

    private static bool IsSetOfRows(AstNode node) =>
        node.Parent is { Kind: "ExpressionList", Parent: { Kind: "Function" } function } list && list.Children.Count == 2 && list.Children[1] == node && Membership.Contains(function.Name);

    private static bool IsCount(AstNode node) =>
        node.Parent is { Kind: "ExpressionList", Parent: { Kind: "Function", Name: "count" } };

    private static void CheckPathColumns(List<AstNode> nodes, bool wholeRows)
    {
        if (wholeRows) throw ReaderGuard.Refusal("columns of this system table must be named one by one");
        foreach (var node in nodes)
        {
            if (node.Kind == "Identifier" && ReaderRules.PathColumns.Contains(node.Name[(node.Name.LastIndexOf('.') + 1)..]))
                throw ReaderGuard.Refusal("columns that name paths are not allowed");
        }
    }

    /// <summary>True for a system table that has path columns; throws for one readers may not see.</summary>
    private static bool CheckSystem(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || !name.AsSpan(0, dot).Equals("system", StringComparison.OrdinalIgnoreCase)) return false;
        var rest = name[(dot + 1)..];
        var end = rest.IndexOf('.', StringComparison.Ordinal);
        var table = end < 0 ? rest : rest[..end];
        if (!ReaderRules.SystemTables.Contains(table)) throw ReaderGuard.Refusal("this system table is not allowed");
        return ReaderRules.TablesWithPaths.Contains(table);
    }

    // EXPLAIN AST prints nothing of a SHOW's filter, so only plain names and patterns are let through.
    private void CheckShow()
    {
        for (var i = 0; i < scan.Tokens.Length; i++)
        {
            if (scan.IsWord(i, "WHERE") || scan.IsWord(i, "SELECT") || scan.IsSymbol(i, '(')) throw ReaderGuard.Refusal("SHOW with a condition is not allowed");
        }
    }

    private void CheckFunction(AstNode node)
    {
        if (node.Parent?.Kind == "TableExpression" ? !ReaderRules.TableFunctions.Contains(node.Name) : ReaderRules.IsFunctionRefused(node.Name, engineTableFunctions))
            throw ReaderGuard.Refusal($"function {node.Name} is not allowed");
    }

    /// <summary>
    /// chDB's default database falls back to files: FROM `/etc/passwd` reads it. Only plain names pass, a dot only between
    /// database and table, and no name of a file that is there.
    /// </summary>
    private void CheckTable(string name)
    {
        if (!PlainName().IsMatch(name)) throw ReaderGuard.Refusal("this name of a table is not allowed");
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot >= 0 && !IsWrittenAsTwo(name[..dot], name[(dot + 1)..])) throw ReaderGuard.Refusal("this name of a table is not allowed");
        if (Path.Exists(name[(dot + 1)..])) throw ReaderGuard.Refusal("this name of a table is not allowed");
    }

    private bool IsWrittenAsTwo(string database, string table)
    {
        for (var i = 0; i + 2 < scan.Tokens.Length; i++)
        {
            if (scan.IsName(i) && scan.IsSymbol(i + 1, '.') && scan.IsName(i + 2) && scan.Name(i) == database && scan.Name(i + 2) == table) return true;
        }

        return false;
    }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlainName();
}
