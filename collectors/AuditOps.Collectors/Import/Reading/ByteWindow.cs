using System.Buffers;

namespace AuditOps.Collectors.Import.Reading;

/// <summary>A growing view of a stream: bytes from the current position on, kept until they are consumed. Knows the offset and the line of its start.</summary>
internal sealed class ByteWindow : IDisposable
{
    private const int FirstSize = 256 << 10;

    private readonly Stream _stream;
    private readonly int _limit;
    private byte[] _buffer;
    private int _start;
    private int _end;

    /// <param name="limit">Most bytes that are held at once.</param>
    public ByteWindow(Stream stream, int limit)
    {
        _stream = stream;
        _limit = limit;
        _buffer = ArrayPool<byte>.Shared.Rent(Math.Min(FirstSize, limit));
    }

    /// <summary>Offset of the window's first byte in the (decompressed) input.</summary>
    public long Offset { get; private set; }

    /// <summary>Line of the window's first byte, counted from 1.</summary>
    public long Line { get; private set; } = 1;

    public bool Ended { get; private set; }

    public ReadOnlySpan<byte> Span => _buffer.AsSpan(_start, _end - _start);

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(_start, _end - _start);

    public int Length => _end - _start;

    public bool IsFull => Length >= _limit;

    /// <summary>Reads more bytes behind the ones held.</summary>
    /// <returns>False when the input ended or the window holds as much as it may.</returns>
    public bool Fill()
    {
        if (Ended || IsFull) return false;
        if (_end == _buffer.Length) MakeRoom();
        var room = Math.Min(_buffer.Length - _end, _limit - Length);
        var read = _stream.Read(_buffer, _end, room);
        if (read == 0)
        {
            Ended = true;
            return false;
        }

        _end += read;
        return true;
    }

    /// <summary>Lets go of the first bytes.</summary>
    public void Consume(int count)
    {
        Line += _buffer.AsSpan(_start, count).Count((byte)'\n');
        _start += count;
        Offset += count;
        if (_start == _end) _start = _end = 0;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private void MakeRoom()
    {
        if (_start >= _buffer.Length / 2)
        {
            _buffer.AsSpan(_start, Length).CopyTo(_buffer);
        }
        else
        {
            var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            _buffer.AsSpan(_start, Length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        _end -= _start;
        _start = 0;
    }
}
