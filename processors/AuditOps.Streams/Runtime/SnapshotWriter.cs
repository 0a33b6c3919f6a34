using System.Buffers.Binary;

namespace AuditOps.Streams.Runtime;

/// <summary>Buffers what goes into a snapshot and sums it up.</summary>
internal sealed class SnapshotWriter(Stream stream)
{
    private readonly byte[] _buffer = new byte[1 << 20];
    private int _used;
    private uint _sum = Crc32C.Start;

    public void Write(int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        Write(bytes);
    }

    public void Write(uint value) => Write((int)value);

    public void Write(long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        Write(bytes);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_used == _buffer.Length)
                Flush();
            var part = Math.Min(bytes.Length, _buffer.Length - _used);
            bytes[..part].CopyTo(_buffer.AsSpan(_used));
            _used += part;
            bytes = bytes[part..];
        }
    }

    /// <summary>Writes the sum of everything so far, and all that is still buffered.</summary>
    public void Finish()
    {
        Flush();
        Write(Crc32C.Finish(_sum));
        stream.Write(_buffer, 0, _used);
        _used = 0;
    }

    private void Flush()
    {
        _sum = Crc32C.Append(_sum, _buffer.AsSpan(0, _used));
        stream.Write(_buffer, 0, _used);
        _used = 0;
    }
}
