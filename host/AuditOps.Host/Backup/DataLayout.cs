namespace AuditOps.Host.Backup;

/// <summary>Which parts of a data folder a backup takes. Not: logs/, run/, locks, caches that are made again.</summary>
internal static class DataLayout
{
    public static readonly string[] RootFiles = ["format", "api-key", "sample-loaded"];

    public static bool SkipKafka(string path) => path == "backup" || path.StartsWith("backup/", StringComparison.Ordinal) || path is "lock" or ".lock" || path.EndsWith(".lock", StringComparison.Ordinal) || path.EndsWith(".tmp", StringComparison.Ordinal);

    /// <summary>ClickHouse's own temporary parts begin with tmp or delete_tmp; its configuration is written at each start.</summary>
    public static bool SkipClickHouse(string path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        return path is "tmp" or "shadow" or "status" or "uuid" || name.StartsWith("tmp", StringComparison.Ordinal) || name.StartsWith("delete_tmp", StringComparison.Ordinal) || path.StartsWith("auditops-clickhouse.", StringComparison.Ordinal);
    }

    /// <summary>Records and snapshots are written beside and renamed.</summary>
    public static bool SkipTemporary(string path) => path.EndsWith(".tmp", StringComparison.Ordinal);
}
