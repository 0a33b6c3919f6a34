using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.Metrics;
using AuditOps.Engines.Correlation;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Streams;

namespace AuditOps.Processors.Correlate;

/// <summary>
/// The groups of all correlations in one partition. Changes go straight into the groups and their inverse into a journal, which an abort plays back. The changelog has
/// one record for each match, so that a busy group does not rewrite itself with every commit.
/// </summary>
/// <param name="name">See <see cref="IStateStore.Name"/>.</param>
/// <param name="options">Limits.</param>
/// <param name="partitionCount">Among how many the budget is shared.</param>
/// <param name="schemas">The schemas that matches were written with.</param>
/// <param name="evicted">Counts matches that are forgotten before their time because of a limit; a repeat after an abort counts again.</param>
/// <remarks>Changelog key: <see cref="GroupKey.OfEntry"/>. Value: one byte, 1 where the entry was decided as a trigger, then the match in Avro.</remarks>
internal sealed class CorrelationStore(string name, CorrelateOptions options, int partitionCount, ISchemaSource schemas, Counter<long> evicted) : IStateStore
{
    // An entry in memory beside its texts: objects, list slots, the strings' own heads.
    private const int EntryOverhead = 700;

    private readonly Dictionary<UInt128, CorrelationGroup> _groups = [];
    private readonly LinkedList<CorrelationGroup> _byUse = [];
    private readonly List<Change> _journal = [];
    private readonly Dictionary<byte[], CorrelationEntry?> _dirty = new(KeyComparer.Instance);
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly int _maxEntries = Math.Max(options.MaxEntriesPerGroup, options.MaxEntries / partitionCount);

    public string Name { get; } = name;
    public long Entries { get; private set; }
    public long Bytes => Entries * EntryOverhead;
    public long Writes { get; private set; }
    public bool HasChanges => _dirty.Count > 0;

    /// <summary>Set when state came back or was taken back: what was told of it is no longer known.</summary>
    public bool IsUnsure { get; set; } = true;

    public IReadOnlyCollection<CorrelationGroup> Groups => _groups.Values;

    public CorrelationGroup? Find(UInt128 id) => _groups.GetValueOrDefault(id);

    /// <summary>Adds a match to its group; null when it is there already.</summary>
    public (CorrelationGroup Group, int At)? Add(CorrelationEntry entry)
    {
        var id = GroupKey.Of(entry.Match);
        var group = GroupOf(id, entry.Match);
        var at = group.Entries.BinarySearch(entry, CorrelationOrder.Instance);
        Touch(group);
        if (at >= 0)
            return null;
        Insert(group, ~at, entry);
        if (group.Entries.Count > options.MaxEntriesPerGroup)
            Evict(group, 1);
        while (Entries > _maxEntries && _byUse.First is { Value: var quietest } && quietest != group)
            Evict(quietest, quietest.Entries.Count);
        at = group.Entries.BinarySearch(entry, CorrelationOrder.Instance);
        return at < 0 ? null : (group, at);
    }

    /// <summary>The trigger has been decided for good.</summary>
    public void Decide(CorrelationGroup group, CorrelationEntry entry)
    {
        Writes++;
        entry.IsDecided = true;
        _journal.Add(new Change(group, entry, ChangeKind.Decided));
        _dirty[GroupKey.OfEntry(group.Id, entry)] = entry;
    }

    /// <summary>Forgets the oldest entries of a group.</summary>
    public void RemoveOldest(CorrelationGroup group, int count)
    {
        for (; count > 0; count--)
        {
            var entry = group.Entries[0];
            group.Entries.RemoveAt(0);
            Entries--;
            Writes++;
            _journal.Add(new Change(group, entry, ChangeKind.Removed));
            _dirty[GroupKey.OfEntry(group.Id, entry)] = null;
        }

        DropIfEmpty(group);
    }

    public void WriteChanges(IChangelogWriter changelog)
    {
        foreach (var (key, entry) in _dirty)
        {
            if (entry is null)
                changelog.Delete(key, timestampMs: 0);
            else
                changelog.Put(key, Encode(entry), timestampMs: 0);
        }
    }

    public void Merge()
    {
        _journal.Clear();
        _dirty.Clear();
    }

    public void Drop()
    {
        for (var i = _journal.Count - 1; i >= 0; i--)
            Undo(_journal[i]);
        Merge();
        IsUnsure = true;
    }

    public void Restore(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> value, bool isTombstone, long timestampMs)
    {
        if (key.Length != GroupKey.EntryBytes)
            throw new ProcessorException(ProcessorErrorCode.StateCorrupt, $"the changelog of store '{Name}' holds a key of {key.Length} bytes");
        IsUnsure = true;
        var id = BinaryPrimitives.ReadUInt128BigEndian(key);
        if (_groups.TryGetValue(id, out var known))
            RemoveByKey(known, key);
        if (isTombstone)
            return;
        if (value.Length < 2)
            throw new ProcessorException(ProcessorErrorCode.StateCorrupt, $"the changelog of store '{Name}' holds a value of {value.Length} bytes");
        var match = DecodeMatch(value[sizeof(byte)..]);
        var entry = new CorrelationEntry(match.StepNumber, match) { IsDecided = value.Span[0] == 1 };
        var group = GroupOf(id, match);
        var at = group.Entries.BinarySearch(entry, CorrelationOrder.Instance);
        if (at < 0)
        {
            group.Entries.Insert(~at, entry);
            Entries++;
        }
    }

    public void Clear()
    {
        Merge();
        _groups.Clear();
        _byUse.Clear();
        Entries = 0;
        IsUnsure = true;
    }

    public void ForEachCommitted(StoreVisitor visit)
    {
        foreach (var group in _byUse)
        {
            foreach (var entry in group.Entries)
                visit(GroupKey.OfEntry(group.Id, entry), Encode(entry), 0);
        }
    }

    private Match DecodeMatch(ReadOnlyMemory<byte> data)
    {
        try
        {
            return Codecs.Match.Decode(data, schemas);
        }
        catch (UnknownSchemaException e)
        {
            throw new NotYetException(e.Message, e);
        }
        catch (AvroException e)
        {
            throw new ProcessorException(ProcessorErrorCode.StateCorrupt, $"the changelog of store '{Name}' holds a match that cannot be read: {e.Message}", e);
        }
    }

    private ReadOnlySpan<byte> Encode(CorrelationEntry entry)
    {
        _buffer.ResetWrittenCount();
        _buffer.GetSpan(1)[0] = entry.IsDecided ? (byte)1 : (byte)0;
        _buffer.Advance(1);
        Codecs.Match.EncodeTo(entry.Match, _buffer);
        return _buffer.WrittenSpan;
    }

    private void Insert(CorrelationGroup group, int at, CorrelationEntry entry)
    {
        group.Entries.Insert(at, entry);
        Entries++;
        Writes++;
        _journal.Add(new Change(group, entry, ChangeKind.Added));
        _dirty[GroupKey.OfEntry(group.Id, entry)] = entry;
    }

    private void Evict(CorrelationGroup group, int count)
    {
        evicted.Add(count);
        RemoveOldest(group, count);
    }

    private void Undo(Change change)
    {
        var (group, entry, kind) = change;
        switch (kind)
        {
            case ChangeKind.Decided:
                entry.IsDecided = false;
                break;
            case ChangeKind.Added:
                group.Entries.RemoveAt(group.Entries.BinarySearch(entry, CorrelationOrder.Instance));
                Entries--;
                DropIfEmpty(group);
                break;
            default:
                if (_groups.TryAdd(group.Id, group))
                    Touch(group);
                group.Entries.Insert(~group.Entries.BinarySearch(entry, CorrelationOrder.Instance), entry);
                Entries++;
                break;
        }
    }

    private CorrelationGroup GroupOf(UInt128 id, Match match)
    {
        if (_groups.TryGetValue(id, out var group))
            return group;
        group = new CorrelationGroup(id, match.Tenant, match.Correlation, match.Historical);
        _groups.Add(id, group);
        Touch(group);
        return group;
    }

    private void RemoveByKey(CorrelationGroup group, ReadOnlySpan<byte> key)
    {
        var ticks = BinaryPrimitives.ReadInt64BigEndian(key[16..]);
        for (var at = CorrelationEvaluator.FirstAt(group.Entries, ticks); at < group.Entries.Count && group.Entries[at].Ticks == ticks; at++)
        {
            if (!key.SequenceEqual(GroupKey.OfEntry(group.Id, group.Entries[at])))
                continue;
            group.Entries.RemoveAt(at);
            Entries--;
            DropIfEmpty(group);
            return;
        }
    }

    private void Touch(CorrelationGroup group)
    {
        if (group.Use is { List: not null } node)
            _byUse.Remove(node);
        group.Use = _byUse.AddLast(group);
    }

    private void DropIfEmpty(CorrelationGroup group)
    {
        if (group.Entries.Count > 0)
            return;
        _groups.Remove(group.Id);
        if (group.Use is { List: not null } node)
            _byUse.Remove(node);
    }

    private enum ChangeKind
    {
        Added,
        Removed,
        Decided,
    }

    private readonly record struct Change(CorrelationGroup Group, CorrelationEntry Entry, ChangeKind Kind);

    private sealed class KeyComparer : IEqualityComparer<byte[]>
    {
        public static KeyComparer Instance { get; } = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        // The end of a key is a hash already.
        public int GetHashCode(byte[] obj) => BinaryPrimitives.ReadInt32LittleEndian(obj.AsSpan(GroupKey.EntryBytes - sizeof(int)));
    }
}
