using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace AuditOps.Collectors.Import.Runs;

/// <summary>
/// Counts ids without keeping them: 8 bytes of SHA-256 over source and id, in an open-addressed table that is at most half full. 64 MB at the limit of 4 M ids, where two of
/// them meet by chance with a probability of 4 in 10 million; past the limit every id that is not known counts as one of its own.
/// </summary>
internal sealed class IdSet(int limit = DuplicateFilter.Limit)
{
    private ulong[] _slots = new ulong[1 << 10];
    private int _held;

    /// <summary>Ids added, each once.</summary>
    public long Count { get; private set; }

    /// <summary>Memory of the table.</summary>
    public long Bytes => (long)_slots.Length * sizeof(ulong);

    public void Add(string source, string id)
    {
        var hash = HashOf(source, id);
        var at = Find(hash);
        if (_slots[at] == hash)
            return;
        Count++;
        if (_held >= limit)
            return;
        _slots[at] = hash;
        if (++_held * 2 > _slots.Length)
            Grow();
    }

    public bool Contains(string source, string id)
    {
        var hash = HashOf(source, id);
        return _slots[Find(hash)] == hash;
    }

    /// <summary>Where the hash stands, or the free slot where it would.</summary>
    private int Find(ulong hash)
    {
        var mask = _slots.Length - 1;
        var at = (int)hash & mask;
        while (_slots[at] != 0 && _slots[at] != hash)
            at = (at + 1) & mask;
        return at;
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new ulong[old.Length * 2];
        foreach (var hash in old)
        {
            if (hash != 0)
                _slots[Find(hash)] = hash;
        }
    }

    private static ulong HashOf(string source, string id)
    {
        var length = Encoding.UTF8.GetMaxByteCount(source.Length + id.Length + 1);
        Span<byte> text = length <= 1024 ? stackalloc byte[1024] : new byte[length];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var used = Encoding.UTF8.GetBytes(source, text);
        text[used++] = (byte)'\n';
        used += Encoding.UTF8.GetBytes(id, text[used..]);
        SHA256.HashData(text[..used], hash);
        // 0 marks a free slot.
        return Math.Max(1, MemoryMarshal.Read<ulong>(hash));
    }
}
