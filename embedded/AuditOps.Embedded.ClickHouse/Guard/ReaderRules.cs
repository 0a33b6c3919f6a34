namespace AuditOps.Embedded.ClickHouse.Guard;

/// <summary>The lists readers live by.</summary>
internal static class ReaderRules
{
    /// <summary>Statements: the kinds a tree may have at its root.</summary>
    public static readonly HashSet<string> Roots = new(StringComparer.Ordinal)
    {
        "SelectWithUnionQuery", "ShowTables", "ShowColumns", "DescribeQuery", "ExistsTableQuery", "ExistsViewQuery", "ExistsDatabaseQuery", "ShowCreateTableQuery", "Explain",
    };

    /// <summary>
    /// Nodes of expressions whose content EXPLAIN AST prints completely. WINDOW clauses and APPLY are missing on purpose: their
    /// insides are not printed, so nothing could be said about them.
    /// </summary>
    public static readonly HashSet<string> Nodes = new(StringComparer.Ordinal)
    {
        "SelectWithUnionQuery", "SelectQuery", "SelectIntersectExceptQuery", "ExpressionList", "Identifier", "TableIdentifier", "Literal", "Function",
        "Asterisk", "QualifiedAsterisk", "TablesInSelectQuery", "TablesInSelectQueryElement", "TableExpression", "TableJoin", "ArrayJoin", "Subquery",
        "OrderByElement", "WithElement", "WindowDefinition", "Set", "SampleRatio", "QueryParameter", "ColumnsRegexpMatcher", "ColumnsListMatcher",
        "QualifiedColumnsRegexpMatcher", "QualifiedColumnsListMatcher", "ColumnsTransformerList", "ColumnsExceptTransformer", "ColumnsReplaceTransformer",
        "ColumnsReplaceTransformer::Replacement", "InterpolateElement",
    };

    /// <summary>Table functions without a way out of the process.</summary>
    public static readonly HashSet<string> TableFunctions = new(StringComparer.OrdinalIgnoreCase)
    {
        "numbers", "numbers_mt", "zeros", "zeros_mt", "primes", "generateSeries", "generate_series", "values", "view", "null", "format",
    };

    /// <summary>System tables that describe the schema, and nothing about other people's queries, files or configuration.</summary>
    public static readonly HashSet<string> SystemTables = new(StringComparer.Ordinal)
    {
        "one", "numbers", "numbers_mt", "zeros", "zeros_mt", "tables", "columns", "databases", "functions", "table_functions", "formats", "data_type_families",
        "time_zones", "collations", "keywords", "aggregate_function_combinators", "data_skipping_indices", "settings",
    };

    /// <summary>Of those, the ones with columns that name paths; their columns must be asked for one by one.</summary>
    public static readonly HashSet<string> TablesWithPaths = new(StringComparer.Ordinal) { "tables", "databases" };

    /// <summary>Those columns.</summary>
    public static readonly HashSet<string> PathColumns = new(StringComparer.Ordinal) { "data_path", "data_paths", "metadata_path", "engine_full", "create_table_query" };

    /// <summary>Functions that read files, reach out, wait, or tell about the machine. Table functions outside of the list above are added by the engine's own list.</summary>
    private static readonly HashSet<string> Functions = new(StringComparer.OrdinalIgnoreCase)
    {
        "file", "catboostEvaluate", "evalMLMethod", "naiveBayesClassifier", "sleep", "sleepEachRow", "showCertificate", "getClientHTTPHeader", "getMacro", "getServerSetting",
        "getServerPort", "tcpPort", "serverUUID", "hostName", "hostname", "fullHostName", "FQDN", "getOSKernelVersion", "buildId", "zookeeperSessionUptime", "hasColumnInTable",
        "getMaxTableNameLengthForDatabase", "filesystemAvailable", "filesystemCapacity", "filesystemUnreserved", "addressToLine", "addressToLineWithInlines", "addressToSymbol",
        "demangle", "tid", "logTrace", "mergeTreePartInfo", "isMergeTreePartCoveredBy", "fuzzQuery", "generateSerialID", "structureToProtobufSchema", "structureToCapnProtoSchema",
        "hasThreadFuzzer", "transactionID", "transactionLatestSnapshot", "transactionOldestSnapshot", "runningConcurrency", "getSettingOrDefault", "getMergeTreeSetting", "url", "remote",
        "input", "merge", "executable", "dictionary",
    };

    private static readonly string[] FunctionPrefixes = ["dict", "joinGet", "ai", "regionTo", "regionIn", "regionHierarchy"];

    public static bool IsFunctionRefused(string name, IReadOnlySet<string> engineTableFunctions)
    {
        if (TableFunctions.Contains(name)) return false;
        if (Functions.Contains(name) || engineTableFunctions.Contains(name)) return true;
        foreach (var prefix in FunctionPrefixes)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
