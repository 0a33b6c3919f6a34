using System.Text;

namespace AuditOps.Streams.Tests.State;

/// <summary>A changelog in memory, compacted on demand, from which another store can be filled.</summary>
internal sealed class MemoryChangelog : IChangelogWriter
{
    private readonly List<(byte[] Key, byte[]? Value)> _records = [];

    public int Count => _records.Count;

    public void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long timestampMs) => _records.Add((key.ToArray(), value.ToArray()));

    public void Delete(ReadOnlySpan<byte> key, long timestampMs) => _records.Add((key.ToArray(), null));

    /// <param name="store">An empty store.</param>
    /// <param name="isCompacted">Only the last record of each key, as a compacted topic may show.</param>
    public void Replay(IStateStore store, bool isCompacted)
    {
        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < _records.Count; i++)
            last[Convert.ToHexString(_records[i].Key)] = i;
        for (var i = 0; i < _records.Count; i++)
        {
            if (!isCompacted || last[Convert.ToHexString(_records[i].Key)] == i)
                store.Restore(_records[i].Key, _records[i].Value, _records[i].Value is null, 0);
        }
    }

    /// <summary>The committed content as sorted text.</summary>
    public static string Dump(IStateStore store)
    {
        var lines = new List<string>();
        store.ForEachCommitted((key, value, _) => lines.Add($"{Convert.ToHexString(key)}={Convert.ToHexString(value)}"));
        lines.Sort(StringComparer.Ordinal);
        return new StringBuilder().AppendJoin('\n', lines).ToString();
    }
}
