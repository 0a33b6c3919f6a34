using System.Collections.Concurrent;

namespace AuditOps.Streams.Runtime;

/// <summary>What one broadcast table holds.</summary>
internal abstract class BroadcastContent
{
    /// <exception cref="RecordException">The entry cannot be read.</exception>
    public abstract void Apply(byte[]? key, byte[]? value);
}

/// <inheritdoc/>
internal sealed class BroadcastContent<TKey, TValue>(BroadcastTable<TKey, TValue> table) : BroadcastContent, ITable<TKey, TValue>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, TValue> _entries = new();
    private readonly Lock _gate = new();
    private volatile IReadOnlyDictionary<TKey, TValue>? _snapshot;

    public IReadOnlyDictionary<TKey, TValue> Snapshot
    {
        get
        {
            if (_snapshot is { } known)
                return known;
            // A copy made while an entry changes must not be kept for the state after the change.
            lock (_gate)
                return _snapshot ??= new Dictionary<TKey, TValue>(_entries);
        }
    }

    public bool TryGet(TKey key, out TValue value) => _entries.TryGetValue(key, out value!);

    public override void Apply(byte[]? key, byte[]? value)
    {
        var id = table.Keys.Deserialize(key);
        lock (_gate)
        {
            if (value is null)
                _entries.TryRemove(id, out _);
            else
                _entries[id] = table.Values.Deserialize(value);
            _snapshot = null;
        }
    }
}
