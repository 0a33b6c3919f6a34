using System.Text.RegularExpressions;

namespace AuditOps.Warehouse.Migrations;

/// <summary>
/// Fills in the places of a migration: <c>{db}</c>, <c>{on_cluster}</c>, <c>{engine:Name(args)}</c>. With a cluster every table is created everywhere and replicated;
/// its path in Keeper comes from the server's <c>default_replica_path</c>.
/// </summary>
internal static partial class SqlFlavor
{
    public static string Fill(string sql, WarehouseOptions options)
    {
        var replicated = options.Cluster is not null;
        var filled = Engine().Replace(sql, m => replicated ? "Replicated" + m.Groups[1].Value : m.Groups[1].Value);
        return filled
            .Replace("{db}", options.Database, StringComparison.Ordinal)
            .Replace("{on_cluster}", replicated ? $" ON CLUSTER {options.Cluster}" : "", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\{engine:([^}]+)\}", RegexOptions.NonBacktracking)]
    private static partial Regex Engine();
}
