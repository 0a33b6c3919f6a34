using System.Buffers.Binary;

namespace AuditOps.Streams.Runtime;

/// <summary>Reads a snapshot through a buffer and sums it up. A file that ends early is an <see cref="InvalidDataException"/>.</summary>
internal sealed class SnapshotReader(Stream stream)
{
    private readonly byte[] _buffer = new byte[1 << 20];
    private readonly long _length = stream.Length;
    private readonly RestoreSlab _slab = new();
    private int _at;
    private int _filled;
    private int _summed;
    private uint _sum = Crc32C.Start;

    public int ReadInt32()
    {
        Ensure(sizeof(int));
        var value = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(_at));
        _at += sizeof(int);
        return value;
    }

    public long ReadInt64()
    {
        Ensure(sizeof(long));
        var value = BinaryPrimitives.ReadInt64LittleEndian(_buffer.AsSpan(_at));
        _at += sizeof(long);
        return value;
    }

    /// <summary>The next bytes without a copy; empty when they do not fit into the buffer. Valid until the next read.</summary>
    public ReadOnlySpan<byte> Peek(int length)
    {
        if (length > _buffer.Length / 2)
            return default;
        Ensure(length);
        return _buffer.AsSpan(_at, length);
    }

    public void Skip(int length) => _at += length;

    public ReadOnlyMemory<byte> ReadBytes(int length)
    {
        if (length == 0)
            return default;
        // A length that lies costs no more memory than the file is long.
        if (length > _length)
            throw new InvalidDataException("the file ends too early");
        var bytes = _slab.Take(length);
        for (var done = 0; done < length;)
        {
            if (_at == _filled)
                Fill();
            var part = Math.Min(length - done, _filled - _at);
            _buffer.AsSpan(_at, part).CopyTo(bytes.Span[done..]);
            _at += part;
            done += part;
        }

        return bytes;
    }

    public void CheckSum()
    {
        Sum();
        var expected = Crc32C.Finish(_sum);
        if ((uint)ReadInt32() != expected)
            throw new InvalidDataException("the checksum does not fit");
        if (_at != _filled || stream.Position != _length)
            throw new InvalidDataException("something follows the end");
    }

    private void Ensure(int length)
    {
        while (_filled - _at < length)
            Fill();
    }

    private void Fill()
    {
        Sum();
        _buffer.AsSpan(_at, _filled - _at).CopyTo(_buffer);
        _filled -= _at;
        _at = _summed = 0;
        var read = stream.Read(_buffer, _filled, _buffer.Length - _filled);
        if (read == 0)
            throw new InvalidDataException("the file ends too early");
        _filled += read;
    }

    private void Sum()
    {
        _sum = Crc32C.Append(_sum, _buffer.AsSpan(_summed, _at - _summed));
        _summed = _at;
    }
}
