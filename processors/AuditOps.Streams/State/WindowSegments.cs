namespace AuditOps.Streams;

/// <summary>The committed windows of one time key, in segments by start: what has grown too old goes segment by segment, without a search.</summary>
internal sealed class WindowSegments<TKey, TValue>(long segmentMs)
    where TKey : notnull
{
    private readonly SortedDictionary<long, Dictionary<(TKey Key, long Start), Entry>> _segments = [];
    private long _oldest = long.MaxValue;

    public long Entries { get; private set; }

    public long Bytes { get; private set; }

    public bool TryGet(TKey key, long start, out TValue value)
    {
        if (_segments.TryGetValue(SegmentOf(start), out var segment) && segment.TryGetValue((key, start), out var entry))
        {
            value = entry.Value;
            return true;
        }

        value = default!;
        return false;
    }

    public void Put(TKey key, long start, TValue value, int bytes)
    {
        var id = SegmentOf(start);
        if (!_segments.TryGetValue(id, out var segment))
        {
            _segments.Add(id, segment = []);
            _oldest = Math.Min(_oldest, id);
        }

        if (segment.TryGetValue((key, start), out var old))
            Bytes -= old.Bytes;
        else
            Entries++;
        segment[(key, start)] = new Entry(value, bytes);
        Bytes += bytes;
    }

    public void Remove(TKey key, long start)
    {
        if (!_segments.TryGetValue(SegmentOf(start), out var segment) || !segment.Remove((key, start), out var old))
            return;
        Entries--;
        Bytes -= old.Bytes;
    }

    /// <summary>Forgets the segments that hold no window starting at or after this time.</summary>
    public void Expire(long oldestStart)
    {
        while (_oldest <= oldestStart - segmentMs)
        {
            foreach (var entry in _segments[_oldest].Values)
                Bytes -= entry.Bytes;
            Entries -= _segments[_oldest].Count;
            _segments.Remove(_oldest);
            _oldest = _segments.Count > 0 ? _segments.First().Key : long.MaxValue;
        }
    }

    public IEnumerable<(TKey Key, long Start, TValue Value)> All()
    {
        foreach (var segment in _segments.Values)
        {
            foreach (var (id, entry) in segment)
                yield return (id.Key, id.Start, entry.Value);
        }
    }

    private long SegmentOf(long start)
    {
        var rest = start % segmentMs;
        return rest < 0 ? start - rest - segmentMs : start - rest;
    }

    private readonly record struct Entry(TValue Value, int Bytes);
}
