namespace AuditOps.Host.Bench;

/// <summary>How often the normaliser said what the oracle expects.</summary>
internal sealed class OracleScore
{
    private readonly SortedDictionary<(string Folder, string Field), (int Agreed, int Compared)> _counts = [];
    private readonly List<OracleDifference> _differences = [];
    private readonly SortedDictionary<string, int> _withoutMapping = new(StringComparer.Ordinal);

    public IEnumerable<OracleCell> Cells => _counts.Select(count => new OracleCell(count.Key.Folder, count.Key.Field, count.Value.Agreed, count.Value.Compared));

    public IReadOnlyList<OracleDifference> Differences => _differences;

    /// <summary>Folders of products without a mapping, with how many of their records came through.</summary>
    public IReadOnlyDictionary<string, int> WithoutMapping => _withoutMapping;

    public int Agreed => _counts.Values.Sum(count => count.Agreed);

    public int Compared => _counts.Values.Sum(count => count.Compared);

    /// <summary>0 to 1.</summary>
    public double Agreement => Compared == 0 ? 0 : Agreed / (double)Compared;

    public void Add(string folder, string file, string field, bool agrees, string expected, string? actual)
    {
        var (agreed, compared) = _counts.GetValueOrDefault((folder, field));
        _counts[(folder, field)] = (agreed + (agrees ? 1 : 0), compared + 1);
        if (!agrees)
            _differences.Add(new OracleDifference(folder, file, field, expected, actual ?? "nothing"));
    }

    public void AddWithoutMapping(string folder) => _withoutMapping[folder] = _withoutMapping.GetValueOrDefault(folder) + 1;
}
