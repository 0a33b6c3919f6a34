using System.Buffers;

namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>A growing pooled buffer with a hard limit.</summary>
internal struct PooledOutput(int firstBytes, int maxBytes) : IDisposable
{
    byte[] _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(firstBytes, 1));

    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    /// <summary>Room for at least <paramref name="bytes"/>; false when that would pass the limit. All room there is comes back, within the limit.</summary>
    public bool TryReserve(int bytes, out Span<byte> room)
    {
        room = default;
        if (bytes < 0 || Length + (long)bytes > maxBytes) return false;
        if (_buffer.Length - Length < bytes)
        {
            var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(maxBytes, Math.Max(_buffer.Length * 2L, Length + (long)bytes)));
            Written.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
        room = _buffer.AsSpan(Length, Math.Min(_buffer.Length, maxBytes) - Length);
        return true;
    }

    public void Advance(int bytes) => Length += bytes;

    /// <summary>Copies bytes already written to the end, byte by byte where source and target overlap: that is how LZ77 formats repeat.</summary>
    public bool TryRepeat(int distance, int count)
    {
        if (distance <= 0 || distance > Length || !TryReserve(count, out var room)) return false;
        var from = Length - distance;
        if (distance >= count)
        {
            _buffer.AsSpan(from, count).CopyTo(room);
        }
        else
        {
            for (var i = 0; i < count; i++) room[i] = _buffer[from + i];
        }
        Length += count;
        return true;
    }

    public readonly bool Fits(int bytes) => Length + (long)bytes <= maxBytes;

    /// <summary>Hands the buffer over; the caller returns it to the shared pool.</summary>
    public byte[] Detach(out int length)
    {
        length = Length;
        var buffer = _buffer;
        _buffer = [];
        return buffer;
    }

    public void Dispose()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }
}
