using AuditOps.Embedded.ClickHouse.Sql;

namespace AuditOps.Embedded.ClickHouse.Guard;

/// <summary>
/// What a user without a password may change: rows and tables of the engines that live in the data folder. The rules are on the canonical text, after
/// <see cref="TokenRules"/> has refused files, settings and every function that leaves the process.
/// </summary>
internal static class WriteRules
{
    private static readonly string[] Heads = ["INSERT", "ALTER", "DELETE", "OPTIMIZE", "CREATE", "DROP", "TRUNCATE", "RENAME"];
    private static readonly string[] Objects = ["TABLE", "DATABASE", "VIEW"];
    private static readonly string[] BeforeObject = ["OR", "REPLACE", "TEMPORARY", "MATERIALIZED"];
    private static readonly string[] Engines = ["Memory", "Null", "Log", "TinyLog", "StripeLog", "Atomic"];

    /// <summary>Words that move data between a table and files or disks, and clauses whose insides may name functions in other ways than by a call.</summary>
    private static readonly string[] Refused = ["FREEZE", "UNFREEZE", "FETCH", "ATTACH", "DETACH", "EXPORT", "DISK", "VOLUME", "DICTIONARY", "REFRESH", "APPLY", "WINDOW", "INTERPOLATE"];

    /// <summary>Whether a statement begins like one that changes something.</summary>
    public static bool IsWrite(SqlScan scan) => Array.Exists(Heads, head => scan.IsWord(0, head));

    public static void Check(SqlScan scan)
    {
        if (!IsWrite(scan)) throw ReaderGuard.Refusal("this kind of statement needs the product's user");
        if (scan.IsWord(0, "CREATE") || scan.IsWord(0, "DROP") || scan.IsWord(0, "TRUNCATE") || scan.IsWord(0, "RENAME")) CheckObject(scan);
        for (var i = 1; scan.At(i).Kind != SqlTokenKind.End; i++)
        {
            if (scan.IsName(i) && scan.IsSymbol(i + 1, '.') && IsSystem(scan.Name(i))) throw ReaderGuard.Refusal("the system's tables cannot be changed or read here");
            CheckName(scan, i);
            if (scan.IsWord(i, "FUNCTION") && i <= 3) throw ReaderGuard.Refusal("table functions cannot be written to");
            if (scan.IsWord(i, "ENGINE") && scan.IsSymbol(i + 1, '=')) CheckEngine(scan.Name(i + 2));
            if (scan.At(i).Kind == SqlTokenKind.Word && Array.Exists(Refused, word => scan.IsWord(i, word))) throw ReaderGuard.Refusal($"{scan.Name(i)} is not allowed");
        }
    }

    /// <summary>The head of an INSERT whose rows come in the body; its file clause is the server's own.</summary>
    public static void CheckInsert(SqlScan scan)
    {
        for (var i = 1; i <= 5; i++)
        {
            CheckName(scan, i);
            if (scan.IsWord(i, "FUNCTION")) throw ReaderGuard.Refusal("table functions cannot be written to");
            if (scan.IsName(i) && scan.IsSymbol(i + 1, '.') && IsSystem(scan.Name(i))) throw ReaderGuard.Refusal("the system's tables cannot be changed");
        }
    }

    /// <summary>chDB's default database takes the name of a file for a table: reading it reads the file, writing it makes one.</summary>
    private static void CheckName(SqlScan scan, int index)
    {
        if (!scan.IsName(index)) return;
        var name = scan.Name(index);
        var isQuoted = scan.At(index).Kind == SqlTokenKind.QuotedName;
        var hasDatabase = index > 0 && scan.IsSymbol(index - 1, '.');
        var whole = scan.IsSymbol(index + 1, '.') && scan.IsName(index + 2) ? $"{name}.{scan.Name(index + 2)}" : name;
        if (name.Contains('/', StringComparison.Ordinal) || name.Any(char.IsControl) || (isQuoted && name.Contains('.', StringComparison.Ordinal)) || (!hasDatabase && File.Exists(whole)))
            throw ReaderGuard.Refusal("a name that may stand for a file is not allowed");
    }

    private static void CheckObject(SqlScan scan)
    {
        var at = 1;
        while (Array.Exists(BeforeObject, word => scan.IsWord(at, word))) at++;
        if (!Array.Exists(Objects, word => scan.IsWord(at, word))) throw ReaderGuard.Refusal("only tables, views and databases can be made, renamed, emptied or dropped");
    }

    private static void CheckEngine(string name)
    {
        if (!name.EndsWith("MergeTree", StringComparison.Ordinal) && !Array.Exists(Engines, engine => string.Equals(engine, name, StringComparison.Ordinal)))
            throw ReaderGuard.Refusal($"engine {name} is not allowed");
    }

    private static bool IsSystem(string name) => string.Equals(name, "system", StringComparison.OrdinalIgnoreCase) || string.Equals(name, "information_schema", StringComparison.OrdinalIgnoreCase);
}
