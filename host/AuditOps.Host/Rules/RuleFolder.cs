using AuditOps.Engines.Sigma;

namespace AuditOps.Host.Rules;

/// <summary>Rules as files: every .yml and .yaml below a folder, by name, or one file.</summary>
internal static class RuleFolder
{
    /// <exception cref="HostException">Nothing there.</exception>
    public static SigmaRules Load(string path, string? watchlists) =>
        Load(path, watchlists is null ? new SigmaOptions() : new SigmaOptions { Watchlists = Watchlists.Parse(Text(watchlists), watchlists) });

    /// <inheritdoc cref="Load(string, string?)"/>
    public static SigmaRules Load(string path, SigmaOptions options) => SigmaRules.Load(Files(path), options);

    /// <exception cref="HostException">Nothing there.</exception>
    public static IEnumerable<SigmaFile> Files(string path)
    {
        if (File.Exists(path))
            return [new SigmaFile(Path.GetFileName(path), Text(path))];
        if (!Directory.Exists(path))
            throw new HostException($"There is no file or folder '{path}'.");
        return Directory.EnumerateFiles(path, "*.*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".yml" or ".yaml")
            .Order(StringComparer.Ordinal)
            .Select(file => new SigmaFile(Path.GetRelativePath(path, file), Text(file)));
    }

    private static string Text(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception bad) when (bad is IOException or UnauthorizedAccessException)
        {
            throw new HostException($"'{file}' cannot be read: {bad.Message}", bad);
        }
    }
}
