using System.Security.Cryptography;
using System.Runtime.InteropServices;
using System.Text;

namespace AuditOps.Collectors.Scheduling;

/// <summary>
/// Records of a feed that are committed, by id and content: windows overlap, and what is published once need not be published with every poll. Bounded: what is forgotten, and everything after a
/// restart, is published again and dropped behind Kafka. Thread-safe.
/// </summary>
internal sealed class RecentRecords(int limit)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Int128, Int128> _known = [];
    private readonly Queue<Int128> _order = new();
    private DateTimeOffset? _completeSince;

    /// <summary>How many were forgotten so far.</summary>
    public long Forgotten { get; private set; }

    /// <summary>A stretch has been read whole.</summary>
    /// <param name="to">Where it ended; the end of time for the present.</param>
    /// <param name="forgotten">How many were forgotten when it began: what did not fit is not known.</param>
    public void HasRead(DateTimeOffset from, DateTimeOffset to, long forgotten)
    {
        lock (_lock)
        {
            if (forgotten == Forgotten && to >= (_completeSince ?? DateTimeOffset.MaxValue) && !(from >= _completeSince)) _completeSince = from;
        }
    }

    public bool Has(RecordMark mark)
    {
        lock (_lock) return _known.TryGetValue(mark.Id, out var content) && content == mark.Content;
    }

    /// <summary>Whether a record of that time would be known if it had been there when its time was read; false also where that cannot be told.</summary>
    public bool IsMissing(RecordMark mark, DateTimeOffset? time)
    {
        lock (_lock) return _completeSince <= time && !_known.ContainsKey(mark.Id);
    }

    public void Add(RecordMark mark, DateTimeOffset time)
    {
        lock (_lock) AddLocked(mark, time);
    }

    private void AddLocked(RecordMark mark, DateTimeOffset time)
    {
        if (!_known.ContainsKey(mark.Id)) _order.Enqueue(mark.Id);
        _known[mark.Id] = mark.Content;
        while (_known.Count > limit && _order.TryDequeue(out var oldest))
        {
            _known.Remove(oldest);
            Forgotten++;
            // Something of unknown time is forgotten: from here on a find is not known to be late.
            _completeSince = time;
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
