namespace AuditOps.Embedded.ClickHouse.Native;

/// <summary>Where libchdb.so is: the option, else <c>AUDITOPS_CHDB</c>, else the launcher's cache.</summary>
internal static class ChdbPath
{
    public static string Resolve(string? option)
    {
        if (!string.IsNullOrEmpty(option)) return option;
        if (Environment.GetEnvironmentVariable("AUDITOPS_CHDB") is { Length: > 0 } named) return named;
        return Path.Combine(CacheRoot(), "chdb-" + ChdbVersion.Package, "libchdb.so");
    }

    private static string CacheRoot()
    {
        if (Environment.GetEnvironmentVariable("AUDITOPS_CACHE") is { Length: > 0 } cache) return cache;
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg) return Path.Combine(xdg, "auditops");
        return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "auditops");
    }
}
