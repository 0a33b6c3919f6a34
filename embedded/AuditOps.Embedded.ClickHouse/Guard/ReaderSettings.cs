using System.Globalization;

namespace AuditOps.Embedded.ClickHouse.Guard;

/// <summary>What readers may set, and the limits they cannot leave.</summary>
internal static class ReaderSettings
{
    private static readonly HashSet<string> Allowed = new(StringComparer.Ordinal)
    {
        "max_execution_time", "max_result_rows", "max_result_bytes", "max_rows_to_read", "max_bytes_to_read", "max_block_size", "max_threads",
        "session_timezone", "date_time_output_format", "join_use_nulls", "use_index_for_in_with_subqueries", "optimize_read_in_order",
        "extremes", "limit", "offset", "final", "union_default_mode", "cast_keep_nullable",
        "allow_experimental_analyzer", "use_query_cache", "asterisk_include_alias_columns",
    };

    // Limits by name: a reader may ask for less, never for more.
    private static readonly HashSet<string> Capped = new(StringComparer.Ordinal) { "max_execution_time", "max_result_rows", "max_result_bytes" };

    // What a change may ask for besides.
    private static readonly HashSet<string> AllowedForWrites = new(StringComparer.Ordinal)
    {
        "mutations_sync", "alter_sync", "lightweight_deletes_sync", "optimize_throw_if_noop", "insert_deduplication_token", "wait_end_of_query",
    };

    public static bool IsAllowed(string name, ClickHouseRole role) => IsAllowed(name) || (role == ClickHouseRole.Local && AllowedForWrites.Contains(name));

    /// <summary>A change has more time than a question: a merge of a large table is one statement.</summary>
    public static string WriteLimits(ClickHouseOptions options) => string.Create(
        CultureInfo.InvariantCulture, $"SET max_execution_time = {(20 * options.MaxExecutionTime).TotalSeconds}, timeout_overflow_mode = 'throw', max_memory_usage = {options.ReaderMemoryBytes}, max_ast_depth = 1000, max_subquery_depth = 100");

    // Within a statement's own SETTINGS clause the caps would be overruled, so they are not allowed there.
    public static bool IsAllowedInStatement(string name) => IsAllowed(name) && !Capped.Contains(name);

    public static bool IsAllowed(string name) =>
        Allowed.Contains(name)
        || ((name.StartsWith("output_format_", StringComparison.Ordinal) || name.StartsWith("input_format_", StringComparison.Ordinal)) && !name.Contains("schema", StringComparison.Ordinal));

    public static string Limits(ClickHouseOptions options, IReadOnlyList<KeyValuePair<string, string>> asked)
    {
        var seconds = Cap("max_execution_time", options.MaxExecutionTime.TotalSeconds, asked);
        var rows = Cap("max_result_rows", options.ReaderResultRows, asked);
        var bytes = Cap("max_result_bytes", options.ReaderResultBytes, asked);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"SET max_execution_time = {seconds}, timeout_overflow_mode = 'throw', max_result_rows = {rows:F0}, max_result_bytes = {bytes:F0}, result_overflow_mode = 'throw', "
            + $"max_memory_usage = {options.ReaderMemoryBytes}, allow_ddl = 0, max_ast_depth = 1000, max_subquery_depth = 100");
    }

    private static double Cap(string name, double limit, IReadOnlyList<KeyValuePair<string, string>> asked)
    {
        foreach (var (key, value) in asked)
        {
            if (key == name && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var wanted) && wanted > 0 && wanted < limit) return wanted;
        }

        return limit;
    }
}
