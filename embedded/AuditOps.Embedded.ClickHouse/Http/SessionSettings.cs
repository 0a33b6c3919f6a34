using System.Globalization;
using AuditOps.Embedded.ClickHouse.Engine;
using AuditOps.Embedded.ClickHouse.Guard;

namespace AuditOps.Embedded.ClickHouse.Http;

/// <summary>The statements that prepare a request's connection.</summary>
internal static class SessionSettings
{
    /// <summary>
    /// What moved between ClickHouse versions and is pinned: synchronous inserts, de-duplication by token also into views, one
    /// insert thread (the same blocks on a retry), no limit on the partitions an old import touches. The rest closes what a
    /// server does not have either: bare expressions as queries and introspection functions, both on in chDB.
    /// </summary>
    private const string Pinned =
        "SET async_insert = 0, deduplicate_insert = 'enable', insert_deduplicate = 1, deduplicate_blocks_in_dependent_materialized_views = 1, max_insert_threads = 1, "
        + "throw_on_max_partitions_per_insert_block = 0, implicit_select = 0, allow_introspection_functions = 0";

    public static List<string> For(QueryRequest request, ClickHouseUser user, ClickHouseOptions options, string comment, bool readOnlyMethod, bool isLocalWrite)
    {
        var statements = new List<string> { string.Create(CultureInfo.InvariantCulture, $"{Pinned}, max_query_size = {options.MaxQueryBytes + 4096}, log_comment = {SqlText.Quote(comment)}") };
        if (request.Database is { } database) statements.Add("USE " + SqlText.QuoteName(database));
        var settings = new List<string>();
        foreach (var (name, value) in request.Settings)
        {
            if (user.Role != ClickHouseRole.Product && !ReaderSettings.IsAllowed(name, user.Role))
                throw new QueryException(ErrorCodes.ReadOnly, $"Cannot modify '{name}' setting in readonly mode", "READONLY");
            if (name is not ("readonly" or "allow_ddl")) settings.Add($"{name} = {SqlText.Quote(value)}");
        }

        if (settings.Count > 0) statements.Add("SET " + string.Join(", ", settings));
        if (isLocalWrite) statements.Add(ReaderSettings.WriteLimits(options));
        else if (user.Role != ClickHouseRole.Product) statements.Add(ReaderSettings.Limits(options, request.Settings));
        else if (readOnlyMethod) statements.Add("SET readonly = 2");
        return statements;
    }
}
