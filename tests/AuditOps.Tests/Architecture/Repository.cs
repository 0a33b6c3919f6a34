using System.Runtime.CompilerServices;

namespace AuditOps.Tests.Architecture;

/// <summary>The checkout these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>Every file of an extension that a person wrote, by its path from the root.</summary>
    public static IEnumerable<string> Files(string extension, params string[] folders)
    {
        foreach (var folder in folders)
        {
            var path = Path.Combine(Root, folder);
            if (!Directory.Exists(path))
                continue;
            foreach (var file in Directory.EnumerateFiles(path, "*" + extension, SearchOption.AllDirectories))
            {
                var relative = Path.GetRelativePath(Root, file);
                if (!relative.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "node_modules"))
                    yield return relative;
            }
        }
    }

    public static string Read(string relative) => File.ReadAllText(Path.Combine(Root, relative));

    private static string Find([CallerFilePath] string here = "")
    {
        // Deterministic builds may rewrite the compiler's path; the program's own place is the other way up.
        foreach (var start in new[] { Path.GetDirectoryName(here), AppContext.BaseDirectory })
        {
            for (var folder = start is null ? null : new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "AuditOps.sln")))
                    return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("AuditOps.sln was not found above the tests.");
    }
}
