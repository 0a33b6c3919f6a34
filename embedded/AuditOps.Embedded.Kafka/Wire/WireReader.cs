using System.Buffers.Binary;
using System.Text;

namespace AuditOps.Embedded.Kafka.Wire;

/// <summary>
/// Reads one message out of a buffer. Every length is checked against what is left before anything is allocated, so a hostile count costs nothing.
/// </summary>
internal sealed class WireReader : Wire
{
    private static readonly UTF8Encoding s_utf8 = new(false, throwOnInvalidBytes: true);

    private byte[] _buffer = [];
    private int _position;
    private int _end;

    public override bool Reading => true;

    public int Remaining => _end - _position;

    public void Reset(byte[] buffer, int start, int length)
    {
        _buffer = buffer;
        _position = start;
        _end = start + length;
        Flexible = false;
    }

    public override void Bool(ref bool value) => value = Take(1)[0] != 0;

    public override void Int8(ref sbyte value) => value = (sbyte)Take(1)[0];

    public override void Int16(ref short value) => value = BinaryPrimitives.ReadInt16BigEndian(Take(2));

    public override void Int32(ref int value) => value = BinaryPrimitives.ReadInt32BigEndian(Take(4));

    public override void Int64(ref long value) => value = BinaryPrimitives.ReadInt64BigEndian(Take(8));

    public override void Uuid(ref Guid value) => value = new Guid(Take(16), bigEndian: true);

    public override void NullableString(ref string? value)
    {
        var length = Flexible ? CompactLength() : Short();
        if (length < 0)
        {
            value = null;
            return;
        }
        try
        {
            value = s_utf8.GetString(Take(length));
        }
        catch (DecoderFallbackException)
        {
            throw new MalformedRequestException("a string is not UTF-8");
        }
    }

    public override void NullableBytes(ref byte[]? value)
    {
        var length = BytesLength();
        value = length < 0 ? null : Take(length).ToArray();
    }

    public override void Records(ref ReadOnlyMemory<byte> value)
    {
        var length = BytesLength();
        if (length <= 0)
        {
            value = default;
            return;
        }
        Take(length);
        value = _buffer.AsMemory(_position - length, length);
    }

    public override void Tags()
    {
        if (!Flexible) return;
        var count = UnsignedVarint();
        for (var i = 0u; i < count; i++)
        {
            UnsignedVarint();
            var size = UnsignedVarint();
            if (size > int.MaxValue) throw new MalformedRequestException("a tagged field is larger than its message");
            Take((int)size);
        }
    }

    protected override int ArrayLength(int count)
    {
        int length;
        if (Flexible)
        {
            length = CompactLength();
        }
        else
        {
            length = 0;
            Int32(ref length);
            if (length < -1) throw new MalformedRequestException("an array has a negative length");
        }
        // An element takes at least one byte, so a count above what is left is a lie.
        if (length > Remaining) throw new MalformedRequestException("an array is longer than its message");
        return length;
    }

    private int BytesLength()
    {
        if (Flexible) return CompactLength();
        var length = 0;
        Int32(ref length);
        if (length < -1) throw new MalformedRequestException("bytes have a negative length");
        return length;
    }

    private int Short()
    {
        short length = 0;
        Int16(ref length);
        if (length < -1) throw new MalformedRequestException("a string has a negative length");
        return length;
    }

    private int CompactLength()
    {
        var raw = UnsignedVarint();
        if (raw > int.MaxValue) throw new MalformedRequestException("a compact length is too large");
        return (int)raw - 1;
    }

    private uint UnsignedVarint()
    {
        var value = 0u;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var part = Take(1)[0];
            value |= (uint)(part & 0x7f) << shift;
            if ((part & 0x80) == 0) return value;
        }
        throw new MalformedRequestException("a varint has more than five bytes");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _end - _position) throw new MalformedRequestException("the message ends in the middle of a field");
        var span = _buffer.AsSpan(_position, count);
        _position += count;
        return span;
    }
}
