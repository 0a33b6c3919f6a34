using System.Buffers;
using System.Buffers.Binary;
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
/// <param name="losses">Is told of matches that are forgotten before their time because of a limit.</param>
/// <remarks>
/// Changelog key: <see cref="GroupKey.OfEntry"/>. Value: one byte of flags (1: decided as a trigger, 2: an anchor of suppression, 4: a time of arrival follows), 8 bytes of
/// arrival in ticks, little-endian, where flagged, then the match in Avro.
/// </remarks>
internal sealed class CorrelationStore(string name, CorrelateOptions options, int partitionCount, ISchemaSource schemas, CorrelationLosses losses) : IStateStore
{
    // An entry in memory beside its texts: objects, list slots, the strings' own heads.
    private const int EntryOverhead = 700;

    private readonly Dictionary<UInt128, CorrelationGroup> _groups = [];
    private readonly LinkedList<CorrelationGroup> _live = [];
    private readonly LinkedList<CorrelationGroup> _history = [];
    private readonly List<Change> _journal = [];
    private readonly Dictionary<byte[], CorrelationEntry?> _dirty = new(KeyComparer.Instance);
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly int _maxEntries = Math.Max(options.MaxEntriesPerGroup, options.MaxEntries / partitionCount);
    private long _historyEntries;

    public string Name { get; } = name;
    public long Entries { get; private set; }
    public long Bytes => Entries * EntryOverhead;
    public long Writes { get; private set; }
    public bool HasChanges => _dirty.Count > 0;

    /// <summary>Set when state came back or was taken back: what was told of it is no longer known.</summary>
    public bool IsUnsure { get; set; } = true;

    public IReadOnlyCollection<CorrelationGroup> Groups => _groups.Values;

    public CorrelationGroup? Find(UInt128 id) => _groups.GetValueOrDefault(id);

    /// <summary>Adds a match to its group, which is returned; null when it is there already, in this version or a newer one, or need not be kept.</summary>
    /// <param name="plan">The correlation; null where it is not known yet.</param>
    /// <param name="entry">The match.</param>
    public CorrelationGroup? Add(CorrelationPlan? plan, CorrelationEntry entry)
    {
        var group = GroupOf(GroupKey.Of(entry.Match), entry.Match);
        Touch(group);
        group.LastCame = entry.Arrived;
        if (group.Find(entry.Match) is { } known)
        {
            if (!IsNewer(entry, known))
                return null;
            // The same event in other words: it counts once, and what was said because of it is not said again.
            (entry.IsDecided, entry.IsAnchor) = (known.IsDecided, known.IsAnchor);
            Remove(group, group.PlaceOf(known));
        }

        var watches = plan?.Kind == CorrelationKind.NewValue;
        if (watches && NewValueEntries.IsNeedless(plan!, group.Entries, entry, ~group.PlaceOf(entry)))
            return null;
        Insert(group, entry);
        if (watches)
        {
            foreach (var needless in NewValueEntries.MadeNeedless(plan!, group.Entries, group.PlaceOf(entry)).ToList())
                Remove(group, group.PlaceOf(needless));
        }

        Limit(group, plan);
        return group.PlaceOf(entry) < 0 ? null : group;
    }

    /// <summary>Makes the entries of a group those of a plan: its steps have other places now, or are gone, or the group means something else.</summary>
    public void Fit(CorrelationGroup group, CorrelationPlan plan)
    {
        for (var i = group.Entries.Count - 1; i >= 0; i--)
        {
            var entry = group.Entries[i];
            var step = plan.PlaceOf(entry.Match);
            if (step < 0)
                Remove(group, i);
            else
                entry.Step = step;
        }

        group.Plan = plan;
        group.Version = plan.Version;
        DropIfEmpty(group);
    }

    /// <summary>What came before the clock was known came now.</summary>
    public void Settle(long now)
    {
        foreach (var group in _groups.Values)
        {
            group.LastCame = group.LastCame == 0 ? now : group.LastCame;
            foreach (var entry in group.Entries)
                entry.Arrived = entry.Arrived == 0 ? now : entry.Arrived;
        }
    }

    /// <summary>An alert begins at the entry.</summary>
    public void Anchor(CorrelationGroup group, CorrelationEntry entry)
    {
        if (entry.IsAnchor)
            return;
        Writes++;
        entry.IsAnchor = true;
        _journal.Add(new Change(group, entry, ChangeKind.Anchored));
        _dirty[GroupKey.OfEntry(group.Id, entry)] = entry;
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
            Remove(group, 0);
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
        var head = value.Length > 0 && (value.Span[0] & Flags.Arrived) != 0 ? sizeof(byte) + sizeof(long) : sizeof(byte);
        if (value.Length <= head)
            throw new ProcessorException(ProcessorErrorCode.StateCorrupt, $"the changelog of store '{Name}' holds a value of {value.Length} bytes");
        var match = DecodeMatch(value[head..]);
        var entry = new CorrelationEntry(match.StepNumber, match)
        {
            IsDecided = (value.Span[0] & Flags.Decided) != 0,
            IsAnchor = (value.Span[0] & Flags.Anchor) != 0,
            Arrived = head > sizeof(byte) ? BinaryPrimitives.ReadInt64LittleEndian(value.Span[sizeof(byte)..]) : 0,
        };
        var group = GroupOf(id, match);
        group.Plan = null;
        if (group.PlaceOf(entry) < 0)
        {
            group.Insert(entry);
            Count(group, 1);
        }
    }

    public void Clear()
    {
        Merge();
        _groups.Clear();
        _live.Clear();
        _history.Clear();
        (Entries, _historyEntries) = (0, 0);
        IsUnsure = true;
    }

    public void ForEachCommitted(StoreVisitor visit)
    {
        foreach (var group in _history.Concat(_live))
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
        var head = _buffer.GetSpan(sizeof(byte) + sizeof(long));
        head[0] = (byte)((entry.IsDecided ? Flags.Decided : 0) | (entry.IsAnchor ? Flags.Anchor : 0) | (entry.Arrived != 0 ? Flags.Arrived : 0));
        BinaryPrimitives.WriteInt64LittleEndian(head[sizeof(byte)..], entry.Arrived);
        _buffer.Advance(entry.Arrived != 0 ? sizeof(byte) + sizeof(long) : sizeof(byte));
        Codecs.Match.EncodeTo(entry.Match, _buffer);
        return _buffer.WrittenSpan;
    }

    /// <summary>Whether a version of an event goes before the one that is known: collected later, or where that says nothing, of an earlier time.</summary>
    private static bool IsNewer(CorrelationEntry entry, CorrelationEntry known)
    {
        var order = entry.Match.Event.CollectedAt.CompareTo(known.Match.Event.CollectedAt);
        return order == 0 ? entry.Ticks < known.Ticks : order > 0;
    }

    private void Insert(CorrelationGroup group, CorrelationEntry entry)
    {
        group.Insert(entry);
        Count(group, 1);
        Writes++;
        _journal.Add(new Change(group, entry, ChangeKind.Added));
        _dirty[GroupKey.OfEntry(group.Id, entry)] = entry;
    }

    private void Remove(CorrelationGroup group, int at)
    {
        var entry = group.Entries[at];
        group.RemoveAt(at);
        Count(group, -1);
        Writes++;
        _journal.Add(new Change(group, entry, ChangeKind.Removed));
        _dirty[GroupKey.OfEntry(group.Id, entry)] = null;
    }

    private void Count(CorrelationGroup group, int by)
    {
        Entries += by;
        if (group.Historical)
            _historyEntries += by;
    }

    /// <summary>A group that is too large loses what hurts it least; a store that is too large the group that has been quiet longest, of the lane that has more than its half.</summary>
    private void Limit(CorrelationGroup group, CorrelationPlan? plan)
    {
        while (group.Entries.Count > Math.Max(options.MaxEntriesPerGroup, Math.Min(plan?.LargestBound * 2 ?? 0, _maxEntries)))
        {
            losses.Evicted(group.Tenant, group.Correlation, 1);
            Remove(group, Dispensable.In(plan, group.Entries));
        }

        while (Entries > _maxEntries && Quietest(group) is { } quietest)
        {
            losses.Evicted(quietest.Tenant, quietest.Correlation, quietest.Entries.Count);
            RemoveOldest(quietest, quietest.Entries.Count);
        }
    }

    private CorrelationGroup? Quietest(CorrelationGroup but)
    {
        var (first, second) = _historyEntries > _maxEntries / 2 ? (_history, _live) : (_live, _history);
        return Quietest(first, but) ?? Quietest(second, but);
    }

    private static CorrelationGroup? Quietest(LinkedList<CorrelationGroup> groups, CorrelationGroup but) => groups.First?.Value == but ? groups.First.Next?.Value : groups.First?.Value;

    private void Undo(Change change)
    {
        var (group, entry, kind) = change;
        // Entries come back as they were under whatever plan.
        group.Plan = null;
        switch (kind)
        {
            case ChangeKind.Decided:
                entry.IsDecided = false;
                break;
            case ChangeKind.Anchored:
                entry.IsAnchor = false;
                break;
            case ChangeKind.Added:
                group.RemoveAt(group.PlaceOf(entry));
                Count(group, -1);
                DropIfEmpty(group);
                break;
            default:
                if (_groups.TryAdd(group.Id, group))
                    Touch(group);
                group.Insert(entry);
                Count(group, 1);
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
            group.RemoveAt(at);
            Count(group, -1);
            DropIfEmpty(group);
            return;
        }
    }

    private void Touch(CorrelationGroup group)
    {
        group.Use?.List?.Remove(group.Use);
        group.Use = (group.Historical ? _history : _live).AddLast(group);
    }

    private void DropIfEmpty(CorrelationGroup group)
    {
        if (group.Entries.Count > 0)
            return;
        _groups.Remove(group.Id);
        group.Use?.List?.Remove(group.Use);
    }

    private enum ChangeKind
    {
        Added,
        Removed,
        Decided,
        Anchored,
    }

    private static class Flags
    {
        public const int Decided = 1;
        public const int Anchor = 2;
        public const int Arrived = 4;
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
