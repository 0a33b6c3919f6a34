using System.Runtime.InteropServices;

namespace AuditOps.Collectors.Import.Runs;

/// <summary>
/// Remembers what a run has published: 16 bytes of hash of source and id, 16 of the content. About 50 bytes of memory a record, 200 MB at the
/// <see cref="Limit"/>; from there on it remembers no more, and a repeat of a later record is published and collapses in the table.
/// </summary>
internal sealed class DuplicateFilter
{
    public const int Limit = 4_000_000;

    private readonly HashSet<Entry> _seen = [];

    /// <param name="id">Hash of source and id, at least 16 bytes.</param>
    /// <param name="content">Hash of the payload, at least 16 bytes.</param>
    /// <returns>True when the same record was here before.</returns>
    public bool IsDuplicate(ReadOnlySpan<byte> id, ReadOnlySpan<byte> content)
    {
        var entry = new Entry(MemoryMarshal.Read<Int128>(id), MemoryMarshal.Read<Int128>(content));
        return _seen.Count < Limit ? !_seen.Add(entry) : _seen.Contains(entry);
    }

    private readonly record struct Entry(Int128 Id, Int128 Content);
}
