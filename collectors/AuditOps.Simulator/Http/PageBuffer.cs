using System.Buffers;
using System.Collections.Concurrent;
using AuditOps.Simulator.Feeds;

namespace AuditOps.Simulator.Http;

/// <summary>Memory for one answer full of records; kept for the next one, because such answers are large.</summary>
internal sealed class PageBuffer : IDisposable
{
    /// <summary>Larger ones are let go.</summary>
    private const int MostKept = 8 << 20;

    private static readonly ConcurrentBag<PageBuffer> Free = [];

    private readonly RecordWriter _records = new();
    private readonly ArrayBufferWriter<byte> _bytes = new(64 << 10);
    private int _count;

    public static PageBuffer Rent()
    {
        if (!Free.TryTake(out var buffer)) return new PageBuffer();
        buffer._bytes.ResetWrittenCount();
        buffer._count = 0;
        return buffer;
    }

    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    public int Count => _count;

    public RecordWriter Records => _records;

    public void Text(ReadOnlySpan<byte> utf8) => _bytes.Write(utf8);

    public void Record(ReadOnlySpan<byte> utf8)
    {
        if (_count++ > 0) _bytes.Write(","u8);
        _bytes.Write(utf8);
    }

    public void Dispose()
    {
        if (_bytes.Capacity <= MostKept) Free.Add(this);
        else _records.Dispose();
    }
}
