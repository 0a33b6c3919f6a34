namespace AuditOps.Collectors.Import.Runs;

/// <summary>What a run has dealt with, as of its last acknowledged chunk, and the chunk in hand.</summary>
internal sealed class RunState
{
    private readonly SortedDictionary<string, ImportCounts> _done = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImportCounts> _chunk = new(StringComparer.Ordinal);

    public RunState(ImportCheckpoint? earlier)
    {
        if (earlier is null) return;
        Items = earlier.Items;
        foreach (var (source, counts) in earlier.Sources) _done[source] = counts with { };
    }

    /// <summary>Items of all files dealt with and acknowledged.</summary>
    public long Items { get; private set; }

    public int ChunkItems { get; private set; }

    public IReadOnlyDictionary<string, ImportCounts> Sources => _done;

    public ImportCounts Total
    {
        get
        {
            var total = new ImportCounts();
            foreach (var counts in _done.Values) Add(total, counts);
            return total;
        }
    }

    /// <summary>Counts of the chunk in hand for a source.</summary>
    public ImportCounts Chunk(string source)
    {
        ChunkItems++;
        if (!_chunk.TryGetValue(source, out var counts)) _chunk[source] = counts = new ImportCounts();
        return counts;
    }

    /// <summary>The chunk in hand is acknowledged.</summary>
    public void CloseChunk()
    {
        Items += ChunkItems;
        ChunkItems = 0;
        foreach (var (source, counts) in _chunk)
        {
            if (!_done.TryGetValue(source, out var sum)) _done[source] = sum = new ImportCounts();
            Add(sum, counts);
        }

        _chunk.Clear();
    }

    private static void Add(ImportCounts sum, ImportCounts more)
    {
        sum.Published += more.Published;
        sum.Duplicates += more.Duplicates;
        sum.DeadLettered += more.DeadLettered;
    }
}
