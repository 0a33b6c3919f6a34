using System.Buffers.Binary;
using System.Text;
using AuditOps.Streams;

namespace AuditOps.Processors.Ingest.Dedupe;

/// <summary>
/// The dedupe index of one partition as a state store. Writes go straight into the index and their former state into a journal, so that an event costs one
/// look-up and a commit nothing; an abort plays the journal back. Expiry and eviction wait for the commit. Their changelog needs no tombstones: what the
/// window has passed is deleted from the topic by retention and skipped by a restore.
/// </summary>
/// <remarks>Changelog key: the 16 bytes of <see cref="DedupeKey"/>. Value: content (8 bytes), collection time in Unix milliseconds (8), event hour (4), all big-endian, then the tenant in UTF-8.</remarks>
internal sealed class DedupeStore(string name, DedupeIndex index) : IStateStore
{
    private const int FixedBytes = 20;
    private const int KeyBytes = 16;
    private const int MaxTenantBytes = 63;

    /// <summary>Restored entries between two sweeps, so that a restore overshoots the budget by no more.</summary>
    private const int RestoreSweepInterval = 16 * 1024;

    private readonly List<Former> _journal = [];
    private readonly List<int> _dirty = [];
    private int _restored;

    public string Name { get; } = name;
    public long Entries => index.Count;
    public long Bytes => index.Bytes;
    public long Writes { get; private set; }
    public bool HasChanges => _dirty.Count > 0;
    public IReadOnlyList<DedupeTenant> Tenants => index.Tenants;

    /// <summary>The version known of an id; null when it is not known.</summary>
    public DedupeVersion? Find(UInt128 key)
    {
        var found = index.Find(key);
        return found < 0 ? null : index[found].Version;
    }

    /// <summary>Remembers the version as the id's latest.</summary>
    public void Put(UInt128 key, string tenant, in DedupeVersion version)
    {
        Writes++;
        var at = index.Find(key);
        if (at < 0)
        {
            at = index.Add(key, tenant, version);
            _journal.Add(new Former(at, null, -1));
        }
        else
        {
            _journal.Add(new Former(at, index[at].Version, index[at].Older));
            index.Update(at, version);
        }

        if (index[at].IsDirty)
            return;
        index[at].IsDirty = true;
        _dirty.Add(at);
    }

    public void WriteChanges(IChangelogWriter changelog)
    {
        foreach (var at in _dirty)
            Visit(at, changelog.Put);
    }

    public void Merge()
    {
        foreach (var at in _dirty)
        {
            index[at].IsDirty = false;
            index.Tick(at);
        }

        Forget();
        index.Sweep();
    }

    public void Drop()
    {
        for (var i = _journal.Count - 1; i >= 0; i--)
        {
            var (at, version, older) = _journal[i];
            index[at].IsDirty = false;
            if (version is not { } former)
            {
                index.Remove(at);
                continue;
            }

            index[at].Version = former;
            index.Move(at, older);
        }

        Forget();
    }

    public void Restore(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> value, bool isTombstone, long timestampMs)
    {
        if (key.Length != KeyBytes)
            throw new ProcessorException(ProcessorErrorCode.StateCorrupt, $"the changelog of store '{Name}' holds a key of {key.Length} bytes");
        var id = BinaryPrimitives.ReadUInt128BigEndian(key);
        var at = index.Find(id);
        if (isTombstone)
        {
            if (at >= 0)
                index.Remove(at);
            return;
        }

        var bytes = value.Span;
        if (bytes.Length is <= FixedBytes or > FixedBytes + MaxTenantBytes)
            throw new ProcessorException(ProcessorErrorCode.StateCorrupt, $"the changelog of store '{Name}' holds a value of {bytes.Length} bytes");
        var version = new DedupeVersion(
            BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadInt32BigEndian(bytes[16..]));
        if (at < 0)
            at = index.Add(id, index.TenantName(bytes[FixedBytes..]), version);
        else
            index.Update(at, version);
        index.Tick(at);
        if (++_restored % RestoreSweepInterval == 0)
            index.Sweep();
    }

    public void Clear()
    {
        Forget();
        index.Clear();
    }

    public void ForEachCommitted(StoreVisitor visit)
    {
        foreach (var tenant in index.Tenants)
        {
            for (var at = tenant.Oldest; at >= 0; at = index[at].Newer)
                Visit(at, visit.Invoke);
        }
    }

    private void Forget()
    {
        _journal.Clear();
        _dirty.Clear();
    }

    private void Visit(int at, Writer writer)
    {
        ref var entry = ref index[at];
        Span<byte> key = stackalloc byte[KeyBytes];
        BinaryPrimitives.WriteUInt128BigEndian(key, entry.Key);
        var tenant = index.TenantOf(at);
        Span<byte> value = stackalloc byte[FixedBytes + Encoding.UTF8.GetMaxByteCount(tenant.Length)];
        BinaryPrimitives.WriteUInt64BigEndian(value, entry.Version.Content);
        BinaryPrimitives.WriteInt64BigEndian(value[8..], entry.Version.CollectedMs);
        BinaryPrimitives.WriteInt32BigEndian(value[16..], entry.Version.Hour);
        var length = FixedBytes + Encoding.UTF8.GetBytes(tenant, value[FixedBytes..]);
        writer(key, value[..length], entry.Version.CollectedMs);
    }

    private delegate void Writer(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long timestampMs);

    /// <summary>How to take one write back: the version and older neighbour before it; no version for an id that was new.</summary>
    private readonly record struct Former(int Index, DedupeVersion? Version, int Older);
}
