using System.Buffers.Binary;
using System.Text;

namespace AuditOps.Streams;

/// <summary>
/// The highest time seen, for each of several independent streams: a tenant that is behind makes nobody else late. Committed base and overlay like any store; a part
/// of the stores that go by time, kept among their entries.
/// </summary>
internal sealed class StreamTimes(long skewMs)
{
    /// <summary>1 January of the year 1 in Unix milliseconds; before it there is no calendar, and sums with spans might overflow.</summary>
    private const long EarliestMs = -62_135_596_800_000;

    private readonly Dictionary<string, long> _base = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _overlay = new(StringComparer.Ordinal);

    public int Count => _base.Count;

    public bool HasChanges => _overlay.Count > 0;

    public IEnumerable<string> Changed => _overlay.Keys;

    /// <summary><see cref="long.MinValue"/> before the first time.</summary>
    public long Of(string key) => _overlay.TryGetValue(key, out var time) || _base.TryGetValue(key, out time) ? time : long.MinValue;

    /// <summary>Never goes back, and never follows a time that lies more than the skew after <paramref name="nowMs"/>: one wrong clock would close every window.</summary>
    public bool Advance(string key, long timeMs, long nowMs)
    {
        if (timeMs < EarliestMs || timeMs > nowMs + skewMs || timeMs <= Of(key))
            return false;
        _overlay[key] = timeMs;
        return true;
    }

    public void Merge()
    {
        foreach (var (key, time) in _overlay)
            _base[key] = time;
        _overlay.Clear();
    }

    public void Drop() => _overlay.Clear();

    public void Clear()
    {
        _base.Clear();
        _overlay.Clear();
    }

    public void Restore(string key, long timeMs) => _base[key] = timeMs;

    public void Forget(string key) => _base.Remove(key);

    public void WriteChanges(byte tag, IChangelogWriter changelog)
    {
        foreach (var (key, time) in _overlay)
            changelog.Put(Key(tag, key), Value(time), timestampMs: 0);
    }

    public void ForEachCommitted(byte tag, StoreVisitor visit)
    {
        foreach (var (key, time) in _base)
            visit(Key(tag, key), Value(time), 0);
    }

    private static byte[] Key(byte tag, string key) => [tag, .. Encoding.UTF8.GetBytes(key)];

    private static byte[] Value(long time)
    {
        var value = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(value, time);
        return value;
    }
}
