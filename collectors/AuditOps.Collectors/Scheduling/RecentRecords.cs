using System.Security.Cryptography;
using System.Runtime.InteropServices;
using System.Text;

namespace AuditOps.Collectors.Scheduling;

/// <summary>
/// Records of a feed that are committed, by id and content: windows overlap, and what is published once need not be published with every poll. Bounded: what is forgotten, and everything after a
/// restart, is published again and dropped behind Kafka. One feed, one task at a time.
/// </summary>
internal sealed class RecentRecords(int limit)
{
    private readonly Dictionary<Int128, Int128> _known = [];
    private readonly Queue<Int128> _order = new();

    /// <summary>Nothing at or after this time was seen and forgotten; null while nothing was read.</summary>
    public DateTimeOffset? CompleteSince { get; private set; }

    public int Count => _known.Count;

    /// <summary>A window from that time on is being read.</summary>
    public void Reads(DateTimeOffset from)
    {
        if (CompleteSince is null || from < CompleteSince) CompleteSince = from;
    }

    public bool Has(RecordMark mark) => _known.TryGetValue(mark.Id, out var content) && content == mark.Content;

    public bool HasId(RecordMark mark) => _known.ContainsKey(mark.Id);

    public void Add(RecordMark mark, DateTimeOffset time)
    {
        if (!_known.ContainsKey(mark.Id)) _order.Enqueue(mark.Id);
        _known[mark.Id] = mark.Content;
        while (_known.Count > limit && _order.TryDequeue(out var oldest))
        {
            _known.Remove(oldest);
            // Something of unknown time is forgotten: from here on a find is not known to be late.
            CompleteSince = time;
        }
    }

    public static RecordMark MarkOf(string id, ReadOnlySpan<byte> payload)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(payload, hash);
        var content = MemoryMarshal.Read<Int128>(hash);
        var length = Encoding.UTF8.GetByteCount(id);
        Span<byte> text = length <= 512 ? stackalloc byte[512] : new byte[length];
        SHA256.HashData(text[..Encoding.UTF8.GetBytes(id, text)], hash);
        return new RecordMark(MemoryMarshal.Read<Int128>(hash), content);
    }
}
