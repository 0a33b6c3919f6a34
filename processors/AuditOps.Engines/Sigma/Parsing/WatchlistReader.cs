using AuditOps.Engines.Sigma.Yaml;

namespace AuditOps.Engines.Sigma.Parsing;

/// <summary>Reads lists of values by name.</summary>
internal static class WatchlistReader
{
    public static Dictionary<string, IReadOnlyList<string>> Read(SigmaMap map)
    {
        var lists = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var entry in map.Entries)
        {
            if (entry.Key.Length == 0 || !entry.Key.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '-' or '.'))
                throw new SigmaSyntaxException(entry.Line, $"'{entry.Key}' is no name of a watchlist: letters, digits, '_', '-' and '.'.");
            var values = MetadataReader.Texts(map, entry.Key);
            if (values.Any(string.IsNullOrWhiteSpace))
                throw new SigmaSyntaxException(entry.Line, $"the watchlist '{entry.Key}' has an empty value, which would be found everywhere.");
            lists.Add(entry.Key, values);
        }

        return lists;
    }
}
