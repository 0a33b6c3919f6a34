using System.Buffers;

namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>
/// Walks a segment file batch by batch. The header is always read; the whole batch only when asked for. Holds one pooled buffer, which grows to the largest batch.
/// </summary>
internal sealed class SegmentScanner : IDisposable
{
    const int ReadAheadBytes = 256 * 1024;

    readonly Segment _segment;
    readonly long _end;
    byte[] _buffer = ArrayPool<byte>.Shared.Rent(ReadAheadBytes);
    long _bufferStart;
    int _bufferCount;
    int _previousSize;

    /// <param name="end">Bytes of the file to look at.</param>
    public SegmentScanner(Segment segment, long start, long end)
    {
        _segment = segment;
        _end = end;
        Position = start;
    }

    /// <summary>Position of the current batch; after the last one, where the walk stopped.</summary>
    public long Position { get; private set; }

    public int Size { get; private set; }

    /// <summary>The header of the current batch. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Header => _buffer.AsSpan((int)(Position - _bufferStart), Batch.HeaderBytes);

    /// <summary>Goes to the batch at <see cref="Position"/>, or after the current one. False at the end, or where no sane header is: compare <see cref="Position"/> with the end.</summary>
    public bool Next()
    {
        Position += Size;
        _previousSize = Size;
        Size = 0;
        var room = _end - Position;
        if (room < Batch.HeaderBytes || !Load(Batch.HeaderBytes)) return false;
        if (!Batch.LooksSane(Header, room)) return false;
        Size = (int)Batch.Size(Header);
        return true;
    }

    /// <summary>All bytes of the current batch. Valid until the next call.</summary>
    public ReadOnlySpan<byte> WholeBatch() =>
        Load(Size) ? _buffer.AsSpan((int)(Position - _bufferStart), Size) : throw new IOException($"{_segment.LogPath} ended early at {Position}.");

    public void Dispose()
    {
        if (_buffer.Length == 0) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    bool Load(int bytes)
    {
        if (Position >= _bufferStart && Position + bytes <= _bufferStart + _bufferCount) return true;
        if (_buffer.Length < bytes)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(bytes);
        }
        // A header alone is read with little after it where batches are large, with much after it where they are small.
        var want = (int)Math.Min(bytes == Batch.HeaderBytes && _previousSize > ReadAheadBytes ? 4096 : Math.Max(bytes, ReadAheadBytes), _end - Position);
        _bufferStart = Position;
        _bufferCount = 0;
        while (_bufferCount < want)
        {
            var read = RandomAccess.Read(_segment.Handle(), _buffer.AsSpan(_bufferCount, want - _bufferCount), Position + _bufferCount);
            if (read == 0) break;
            _bufferCount += read;
        }
        return _bufferCount >= bytes;
    }
}
