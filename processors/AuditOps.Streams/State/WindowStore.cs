using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace AuditOps.Streams;

/// <summary>
/// Values by key and window start, for as long as stream time allows. Stream time runs per time key (such as tenant, source and lane): what makes a window of one
/// late does not concern another. Treat values as immutable, as in <see cref="KeyValueStore{TKey,TValue}"/>.
/// </summary>
/// <remarks>
/// Age is decided by comparison, so what can be read follows from the records alone; memory is given back segment by segment after commits. In the changelog entries
/// carry the time of the record that wrote them, not of the window: the broker deletes by its own clock, and imported history would be gone at once.
/// </remarks>
public sealed class WindowStore<TKey, TValue> : IStateStore
    where TKey : notnull
{
    private const byte WindowTag = 0;
    private const byte TimeTag = 1;
    private const int StartBytes = sizeof(long);
    private const int LengthBytes = sizeof(ushort);

    private readonly ISerde<TKey> _keys;
    private readonly ISerde<TValue> _values;
    private readonly long _windowMs;
    private readonly long _graceMs;
    private readonly long _keptMs;
    private readonly long _segmentMs;
    private readonly StreamTimes _times;
    private readonly Dictionary<string, WindowSegments<TKey, TValue>> _base = new(StringComparer.Ordinal);
    private readonly Dictionary<(string TimeKey, TKey Key, long Start), Change> _overlay = [];
    private readonly ArrayBufferWriter<byte> _key = new();
    private readonly ArrayBufferWriter<byte> _value = new();
    private long _lateUncommitted;

    internal WindowStore(WindowStoreSpec<TKey, TValue> spec)
    {
        Name = spec.Name;
        _keys = spec.Keys;
        _values = spec.Values;
        _windowMs = (long)spec.Window.TotalMilliseconds;
        _graceMs = (long)spec.Grace.TotalMilliseconds;
        _keptMs = (long)spec.Kept.TotalMilliseconds;
        _segmentMs = (long)spec.Segment.TotalMilliseconds;
        _times = new StreamTimes((long)spec.Skew.TotalMilliseconds);
    }

    public string Name { get; }

    public long Entries
    {
        get
        {
            long entries = 0;
            foreach (var segments in _base.Values)
                entries += segments.Entries;
            return entries;
        }
    }

    /// <inheritdoc/>
    public long Bytes
    {
        get
        {
            long bytes = 0;
            foreach (var segments in _base.Values)
                bytes += segments.Bytes;
            return bytes;
        }
    }

    public long Writes { get; private set; }

    public bool HasChanges => _overlay.Count > 0 || _times.HasChanges;

    /// <inheritdoc/>
    public long Late { get; private set; }

    /// <summary>The highest time observed for this time key; <see cref="long.MinValue"/> before the first.</summary>
    public long StreamTime(string timeKey) => _times.Of(timeKey);

    /// <summary>Moves stream time on. It never goes back.</summary>
    /// <param name="timeKey">Whose time.</param>
    /// <param name="eventMs">The event's time, Unix milliseconds.</param>
    /// <param name="recordMs">
    /// The record's Kafka timestamp: when the event was collected. An event from later than that (and the skew) moves nothing. Not the wall clock: a replay
    /// must decide the same.
    /// </param>
    public void Observe(string timeKey, long eventMs, long recordMs)
    {
        if (_times.Advance(timeKey, eventMs, recordMs))
            Writes++;
    }

    /// <summary>Start of the window that holds this time.</summary>
    public long WindowOf(long eventMs)
    {
        var rest = eventMs % _windowMs;
        return rest < 0 ? eventMs - rest - _windowMs : eventMs - rest;
    }

    /// <summary>The value as this transaction sees it.</summary>
    public bool TryGet(string timeKey, TKey key, long start, out TValue value)
    {
        value = default!;
        if (IsGone(timeKey, start))
            return false;
        if (_overlay.Count > 0 && _overlay.TryGetValue((timeKey, key, start), out var change))
        {
            value = change.Value!;
            return !change.IsDeleted;
        }

        return _base.TryGetValue(timeKey, out var segments) && segments.TryGet(key, start, out value);
    }

    /// <param name="timeKey">Whose time decides.</param>
    /// <param name="key">Key within the window.</param>
    /// <param name="start">As <see cref="WindowOf"/> tells.</param>
    /// <param name="value">The new value.</param>
    /// <returns>False when the window had closed, grace included: nothing was written, and the value counts as late.</returns>
    public bool Put(string timeKey, TKey key, long start, TValue value)
    {
        var time = _times.Of(timeKey);
        if (time != long.MinValue && start + _windowMs + _graceMs <= time)
        {
            _lateUncommitted++;
            return false;
        }

        Writes++;
        _overlay[(timeKey, key, start)] = new Change(value, IsDeleted: false);
        return true;
    }

    public void Delete(string timeKey, TKey key, long start)
    {
        Writes++;
        _overlay[(timeKey, key, start)] = new Change(default, IsDeleted: true);
    }

    /// <summary>The values of one key in the windows that start from <paramref name="fromMs"/> to <paramref name="toMs"/>, both included; oldest first.</summary>
    public IReadOnlyList<(long Start, TValue Value)> Fetch(string timeKey, TKey key, long fromMs, long toMs)
    {
        var found = new List<(long, TValue)>();
        var time = _times.Of(timeKey);
        var from = Math.Max(fromMs, (time == long.MinValue ? toMs : time) - _keptMs);
        for (var start = WindowOf(from) < from ? WindowOf(from) + _windowMs : from; start <= toMs; start += _windowMs)
        {
            if (TryGet(timeKey, key, start, out var value))
                found.Add((start, value));
        }

        return found;
    }

    public void WriteChanges(IChangelogWriter changelog)
    {
        foreach (var ((timeKey, key, start), change) in _overlay)
        {
            Serialize(timeKey, key, start, change.Value, change.IsDeleted);
            if (!change.IsDeleted)
                changelog.Put(_key.WrittenSpan, _value.WrittenSpan, timestampMs: 0);
            else if (_base.TryGetValue(timeKey, out var segments) && segments.TryGet(key, start, out _))
                changelog.Delete(_key.WrittenSpan, timestampMs: 0);
        }

        _times.WriteChanges(TimeTag, changelog);
    }

    public void Merge()
    {
        foreach (var ((timeKey, key, start), change) in _overlay)
        {
            if (change.IsDeleted)
            {
                SegmentsOf(timeKey).Remove(key, start);
                continue;
            }

            Serialize(timeKey, key, start, change.Value, isDeleted: false);
            SegmentsOf(timeKey).Put(key, start, change.Value!, _key.WrittenCount + _value.WrittenCount);
        }

        foreach (var timeKey in _times.Changed)
            Expire(timeKey);
        _overlay.Clear();
        _times.Merge();
        Late += _lateUncommitted;
        _lateUncommitted = 0;
    }

    public void Drop()
    {
        _overlay.Clear();
        _times.Drop();
        _lateUncommitted = 0;
    }

    /// <exception cref="StreamsException">With <see cref="StreamsErrorCode.RecordFailed"/>: the entry was not written by such a store.</exception>
    public void Restore(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> value, bool isTombstone, long timestampMs)
    {
        if (key.Length > 0 && key[0] == TimeTag && (isTombstone || value.Length == sizeof(long)))
        {
            RestoreTime(Encoding.UTF8.GetString(key[1..]), value, isTombstone);
            return;
        }

        var timeKeyLength = key.Length < 1 + LengthBytes || key[0] != WindowTag ? int.MaxValue : BinaryPrimitives.ReadUInt16BigEndian(key[1..]);
        if (key.Length - 1 - LengthBytes - StartBytes < timeKeyLength)
            throw new StreamsException(StreamsErrorCode.RecordFailed, $"an entry of store '{Name}' is not one of a window store");
        var rest = key[(1 + LengthBytes)..];
        var timeKey = Encoding.UTF8.GetString(rest[..timeKeyLength]);
        var start = BinaryPrimitives.ReadInt64BigEndian(rest[timeKeyLength..]);
        var id = _keys.Deserialize(rest[(timeKeyLength + StartBytes)..].ToArray());
        if (isTombstone)
            SegmentsOf(timeKey).Remove(id, start);
        else
            SegmentsOf(timeKey).Put(id, start, _values.Deserialize(value), key.Length + value.Length);
        Expire(timeKey);
    }

    public void Clear()
    {
        _base.Clear();
        _times.Clear();
        Drop();
    }

    public void ForEachCommitted(StoreVisitor visit)
    {
        _times.ForEachCommitted(TimeTag, visit);
        foreach (var (timeKey, segments) in _base)
        {
            foreach (var (key, start, value) in segments.All())
            {
                Serialize(timeKey, key, start, value, isDeleted: false);
                visit(_key.WrittenSpan, _value.WrittenSpan, 0);
            }
        }
    }

    private void RestoreTime(string timeKey, ReadOnlyMemory<byte> value, bool isTombstone)
    {
        if (isTombstone)
        {
            _times.Forget(timeKey);
            return;
        }

        _times.Restore(timeKey, BinaryPrimitives.ReadInt64LittleEndian(value.Span));
        Expire(timeKey);
    }

    private void Expire(string timeKey)
    {
        if (_times.Of(timeKey) is var time && time != long.MinValue && _base.TryGetValue(timeKey, out var segments))
            segments.Expire(time - _keptMs);
    }

    private bool IsGone(string timeKey, long start) => _times.Of(timeKey) is var time && time != long.MinValue && start < time - _keptMs;

    private WindowSegments<TKey, TValue> SegmentsOf(string timeKey)
    {
        if (!_base.TryGetValue(timeKey, out var segments))
            _base.Add(timeKey, segments = new WindowSegments<TKey, TValue>(_segmentMs));
        return segments;
    }

    private void Serialize(string timeKey, TKey key, long start, TValue? value, bool isDeleted)
    {
        _key.ResetWrittenCount();
        var timeKeyBytes = Encoding.UTF8.GetByteCount(timeKey);
        var head = _key.GetSpan(1 + LengthBytes + timeKeyBytes + StartBytes);
        head[0] = WindowTag;
        BinaryPrimitives.WriteUInt16BigEndian(head[1..], checked((ushort)timeKeyBytes));
        Encoding.UTF8.GetBytes(timeKey, head[(1 + LengthBytes)..]);
        BinaryPrimitives.WriteInt64BigEndian(head[(1 + LengthBytes + timeKeyBytes)..], start);
        _key.Advance(1 + LengthBytes + timeKeyBytes + StartBytes);
        _keys.Serialize(key, _key);
        _value.ResetWrittenCount();
        if (!isDeleted)
            _values.Serialize(value!, _value);
    }

    private readonly record struct Change(TValue? Value, bool IsDeleted);
}
