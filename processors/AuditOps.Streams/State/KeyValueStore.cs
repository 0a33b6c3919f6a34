using System.Buffers;
using System.Runtime.InteropServices;

namespace AuditOps.Streams;

/// <summary>
/// Values by key: a committed base and the writes of the running transaction over it. Treat values as immutable: one that is changed in place would change
/// the base before its transaction commits.
/// </summary>
public sealed class KeyValueStore<TKey, TValue>(string name, ISerde<TKey> keys, ISerde<TValue> values) : IStateStore
    where TKey : notnull
{
    // Room that is made on a file's word alone.
    private const int MaxPrepared = 4 << 20;

    private readonly Dictionary<TKey, TValue> _base = [];
    private readonly Dictionary<TKey, Change> _overlay = [];
    private readonly ArrayBufferWriter<byte> _key = new();
    private readonly ArrayBufferWriter<byte> _value = new();
    private readonly RestoreSlab _slab = new();
    private long _bytes;

    public string Name { get; } = name;

    /// <summary>Committed entries.</summary>
    public long Entries => _base.Count;

    /// <inheritdoc/>
    /// <remarks>Measured in serialized form when entries are merged or restored; deletions are counted at the average size.</remarks>
    public long Bytes => _bytes;

    public long Writes { get; private set; }

    public bool HasChanges => _overlay.Count > 0;

    /// <summary>The value as this transaction sees it.</summary>
    public bool TryGet(TKey key, out TValue value)
    {
        if (_overlay.Count > 0 && _overlay.TryGetValue(key, out var change))
        {
            value = change.Value!;
            return !change.IsDeleted;
        }

        return _base.TryGetValue(key, out value!);
    }

    public void Put(TKey key, TValue value)
    {
        Writes++;
        _overlay[key] = new Change(value, IsDeleted: false);
    }

    public void Delete(TKey key)
    {
        Writes++;
        _overlay[key] = new Change(default, IsDeleted: true);
    }

    /// <summary>A copy of all entries as this transaction sees them. For sweeps, not for every record.</summary>
    public IReadOnlyList<KeyValuePair<TKey, TValue>> All()
    {
        var all = new List<KeyValuePair<TKey, TValue>>(_base.Count + _overlay.Count);
        foreach (var entry in _base)
        {
            if (!_overlay.ContainsKey(entry.Key))
                all.Add(entry);
        }

        foreach (var (key, change) in _overlay)
        {
            if (!change.IsDeleted)
                all.Add(new(key, change.Value!));
        }

        return all;
    }

    public void WriteChanges(IChangelogWriter changelog)
    {
        foreach (var (key, change) in _overlay)
        {
            Serialize(key, change.Value, change.IsDeleted);
            if (!change.IsDeleted)
                changelog.Put(_key.WrittenSpan, _value.WrittenSpan, timestampMs: 0);
            else if (_base.ContainsKey(key))
                changelog.Delete(_key.WrittenSpan, timestampMs: 0);
        }
    }

    public void Merge()
    {
        foreach (var (key, change) in _overlay)
        {
            if (change.IsDeleted)
            {
                Forget(key);
                continue;
            }

            Serialize(key, change.Value, isDeleted: false);
            Keep(key, change.Value!, _key.WrittenCount + _value.WrittenCount);
        }

        _overlay.Clear();
    }

    public void Drop() => _overlay.Clear();

    public void Restore(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> value, bool isTombstone, long timestampMs)
    {
        var id = keys.Deserialize(_slab.Copy(key));
        if (isTombstone)
            Forget(id);
        else
            Keep(id, values.Deserialize(value), key.Length + value.Length);
    }

    public void Expect(long entries) => _base.EnsureCapacity((int)Math.Min(entries, MaxPrepared));

    public void Clear()
    {
        _base.Clear();
        _overlay.Clear();
        _bytes = 0;
    }

    public void ForEachCommitted(StoreVisitor visit)
    {
        foreach (var (key, value) in _base)
        {
            Serialize(key, value, isDeleted: false);
            visit(_key.WrittenSpan, _value.WrittenSpan, 0);
        }
    }

    private void Serialize(TKey key, TValue? value, bool isDeleted)
    {
        _key.ResetWrittenCount();
        keys.Serialize(key, _key);
        _value.ResetWrittenCount();
        if (!isDeleted)
            values.Serialize(value!, _value);
    }

    private void Keep(TKey key, TValue value, int bytes)
    {
        var average = Average;
        ref var kept = ref CollectionsMarshal.GetValueRefOrAddDefault(_base, key, out var isKnown);
        kept = value;
        _bytes += isKnown ? bytes - average : bytes;
    }

    private void Forget(TKey key)
    {
        if (!_base.ContainsKey(key))
            return;
        _bytes -= Average;
        _base.Remove(key);
    }

    private long Average => _base.Count == 0 ? 0 : _bytes / _base.Count;

    private readonly record struct Change(TValue? Value, bool IsDeleted);
}
