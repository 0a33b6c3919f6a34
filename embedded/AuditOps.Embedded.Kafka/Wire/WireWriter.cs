using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace AuditOps.Embedded.Kafka.Wire;

/// <summary>Writes one message into a pooled buffer that grows by doubling.</summary>
internal sealed class WireWriter : Wire, IDisposable
{
    /// <summary>From this size on, records are sent from where they lie instead of being copied into the buffer.</summary>
    private const int AttachFromBytes = 8 * 1024;

    private readonly List<(int At, ReadOnlyMemory<byte> Data)> _attached = [];
    private byte[] _buffer;
    private int _position;
    private int _attachedBytes;

    public WireWriter(int capacity = 512) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    public override bool Reading => false;

    /// <summary>Bytes written, attached ones included.</summary>
    public int Length => _position + _attachedBytes;

    /// <summary>Bytes in the buffer itself; a position for <see cref="PatchInt32"/>.</summary>
    public int Position => _position;

    /// <summary>What was written, when nothing is attached.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _position);

    public override void Bool(ref bool value) => Span(1)[0] = value ? (byte)1 : (byte)0;

    public override void Int8(ref sbyte value) => Span(1)[0] = (byte)value;

    public override void Int16(ref short value) => BinaryPrimitives.WriteInt16BigEndian(Span(2), value);

    public override void Int32(ref int value) => BinaryPrimitives.WriteInt32BigEndian(Span(4), value);

    public override void Int64(ref long value) => BinaryPrimitives.WriteInt64BigEndian(Span(8), value);

    public override void Uuid(ref Guid value) => value.TryWriteBytes(Span(16), bigEndian: true, out _);

    public override void NullableString(ref string? value)
    {
        var length = value is null ? -1 : Encoding.UTF8.GetByteCount(value);
        if (Flexible)
        {
            UnsignedVarint((uint)(length + 1));
        }
        else
        {
            if (length > short.MaxValue) throw new MalformedRequestException("a string is longer than 32767 bytes");
            var size = (short)length;
            Int16(ref size);
        }
        if (length > 0) Encoding.UTF8.GetBytes(value, Span(length));
    }

    public override void NullableBytes(ref byte[]? value)
    {
        BytesLength(value?.Length ?? -1);
        if (value is { Length: > 0 }) value.CopyTo(Span(value.Length));
    }

    public override void Records(ref ReadOnlyMemory<byte> value)
    {
        BytesLength(value.Length);
        if (value.Length >= AttachFromBytes)
        {
            _attached.Add((_position, value));
            _attachedBytes += value.Length;
        }
        else if (value.Length > 0)
        {
            value.Span.CopyTo(Span(value.Length));
        }
    }

    public override void Tags()
    {
        if (Flexible) Span(1)[0] = 0;
    }

    /// <summary>Overwrites four bytes written before, for a length that is known only at the end.</summary>
    public void PatchInt32(int position, int value) => BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(position, 4), value);

    /// <summary>The written bytes in order, as pieces for one gathering send.</summary>
    public void CollectSegments(List<ArraySegment<byte>> into)
    {
        var from = 0;
        foreach (var (at, data) in _attached)
        {
            if (at > from) into.Add(new ArraySegment<byte>(_buffer, from, at - from));
            if (!MemoryMarshal.TryGetArray(data, out var segment)) throw new InvalidOperationException("attached records must lie in an array");
            into.Add(segment);
            from = at;
        }
        if (_position > from) into.Add(new ArraySegment<byte>(_buffer, from, _position - from));
    }

    /// <summary>Empties the writer for the next use; a buffer that grew large goes back to the pool.</summary>
    public void Reset()
    {
        _attached.Clear();
        _attachedBytes = 0;
        _position = 0;
        if (_buffer.Length <= 256 * 1024) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = ArrayPool<byte>.Shared.Rent(512);
    }

    public void Dispose()
    {
        if (_buffer.Length == 0) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _position = 0;
    }

    protected override int ArrayLength(int count)
    {
        if (Flexible)
            UnsignedVarint((uint)(count + 1));
        else
            Int32(ref count);
        return count;
    }

    private void BytesLength(int length)
    {
        if (Flexible)
            UnsignedVarint((uint)(length + 1));
        else
            Int32(ref length);
    }

    private void UnsignedVarint(uint value)
    {
        while (value >= 0x80)
        {
            Span(1)[0] = (byte)(value | 0x80);
            value >>= 7;
        }
        Span(1)[0] = (byte)value;
    }

    private Span<byte> Span(int count)
    {
        if (_position + count > _buffer.Length) Grow(count);
        var span = _buffer.AsSpan(_position, count);
        _position += count;
        return span;
    }

    private void Grow(int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _position + count));
        _buffer.AsSpan(0, _position).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
