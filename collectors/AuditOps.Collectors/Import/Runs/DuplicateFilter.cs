using System.Runtime.InteropServices;

namespace AuditOps.Collectors.Import.Runs;

/// <summary>
/// Remembers what a run has published: 16 bytes of hash of source and id, 16 of the content. About 60 bytes of memory a record, 240 MB at the
/// <see cref="Limit"/>; from there on it remembers no more, and a repeat of a later record is published and dropped behind Kafka.
/// </summary>
internal sealed class DuplicateFilter
{
    public const int Limit = 4_000_000;

    private readonly Dictionary<Int128, Int128> _first = [];
    private readonly HashSet<(Int128 Id, Int128 Content)> _revisions = [];

    /// <summary>Ids seen, each once; past the limit every record counts as one of its own.</summary>
    public long DistinctIds { get; private set; }

    /// <param name="id">Hash of source and id, at least 16 bytes.</param>
    /// <param name="content">Hash of the payload, at least 16 bytes.</param>
    /// <returns>True when the same record was here before.</returns>
    public bool IsDuplicate(ReadOnlySpan<byte> id, ReadOnlySpan<byte> content)
    {
        var key = MemoryMarshal.Read<Int128>(id);
        var hash = MemoryMarshal.Read<Int128>(content);
        if (_first.TryGetValue(key, out var first))
        {
            if (first == hash) return true;
            return IsFull ? _revisions.Contains((key, hash)) : !_revisions.Add((key, hash));
        }

        DistinctIds++;
        if (!IsFull) _first.Add(key, hash);
        return false;
    }

    private bool IsFull => _first.Count + _revisions.Count >= Limit;
}
