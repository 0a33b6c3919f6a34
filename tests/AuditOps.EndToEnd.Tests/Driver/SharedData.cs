namespace AuditOps.EndToEnd.Tests.Driver;

/// <summary>Published records that tests read when they are there; none of them is part of the repository.</summary>
internal static class SharedData
{
    public static string? Root { get; } = Find();

    public static string File(string relative)
    {
        Assert.SkipWhen(Root is null, "data not present");
        return Path.Combine(Root!, relative);
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("AUDITOPS_SHARED_DATA") is { Length: > 0 } named) return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(candidate)) return candidate;
        }

        return null;
    }
}
