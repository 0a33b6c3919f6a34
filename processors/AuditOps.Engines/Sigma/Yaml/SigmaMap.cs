namespace AuditOps.Engines.Sigma.Yaml;

/// <summary>A mapping in the order it is written; no key occurs twice.</summary>
public sealed class SigmaMap(int line, IReadOnlyList<SigmaEntry> entries) : SigmaNode(line)
{
    /// <summary>From so many keys on they are looked up in a table.</summary>
    private const int TableFrom = 16;

    private Dictionary<string, SigmaEntry>? _table;

    public IReadOnlyList<SigmaEntry> Entries { get; } = entries;

    /// <summary>The value of a key (keys of a rule are case-sensitive); null when absent.</summary>
    public SigmaNode? Find(string key) => Entry(key)?.Value;

    internal SigmaEntry? Entry(string key)
    {
        if (Entries.Count >= TableFrom)
            return (_table ??= Entries.ToDictionary(entry => entry.Key, StringComparer.Ordinal)).GetValueOrDefault(key);
        foreach (var entry in Entries)
        {
            if (entry.Key == key)
                return entry;
        }

        return null;
    }
}
