using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace AuditOps.Schemas.Avro;

/// <summary>
/// Writes Avro's binary encoding (Avro 1.11 specification, "Binary Encoding") into a buffer writer.
/// What was written reaches the buffer writer with <see cref="Flush"/>.
/// </summary>
public ref struct AvroWriter(IBufferWriter<byte> output)
{
    private const int MaxVarintBytes = 10;
    private readonly IBufferWriter<byte> _output = output;
    private Span<byte> _span = default;
    private int _position = 0;

    /// <summary>Bytes written so far.</summary>
    public long Written { get; private set; }

    public void WriteBoolean(bool value) => WriteByte(value ? (byte)1 : (byte)0);

    public void WriteInt(int value) => WriteVarint((uint)((value << 1) ^ (value >> 31)));

    public void WriteLong(long value) => WriteVarint((ulong)((value << 1) ^ (value >> 63)));

    public void WriteFloat(float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(Reserve(sizeof(float)), value);
        Took(sizeof(float));
    }

    public void WriteDouble(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(Reserve(sizeof(double)), value);
        Took(sizeof(double));
    }

    /// <summary>Lone surrogates, which UTF-8 cannot carry, are written as U+FFFD.</summary>
    public void WriteString(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        WriteInt(length);
        Took(Encoding.UTF8.GetBytes(value, Reserve(length)));
    }

    public void WriteBytes(ReadOnlySpan<byte> value)
    {
        WriteInt(value.Length);
        WriteRaw(value);
    }

    /// <summary>Bytes as they are: the content of a fixed, or a value already encoded.</summary>
    public void WriteRaw(scoped ReadOnlySpan<byte> value)
    {
        value.CopyTo(Reserve(value.Length));
        Took(value.Length);
    }

    /// <summary>A union of null and string, in this order.</summary>
    public void WriteOptionalString(string? value)
    {
        WriteBoolean(value is not null, whenTrue: 2);
        if (value is not null)
            WriteString(value);
    }

    /// <summary>A union of null and boolean, in this order.</summary>
    public void WriteOptionalBoolean(bool? value)
    {
        WriteBoolean(value is not null, whenTrue: 2);
        if (value is { } present)
            WriteBoolean(present);
    }

    /// <summary>A union of null and double, in this order.</summary>
    public void WriteOptionalDouble(double? value)
    {
        WriteBoolean(value is not null, whenTrue: 2);
        if (value is { } present)
            WriteDouble(present);
    }

    /// <summary>A union of null and int, in this order.</summary>
    public void WriteOptionalInt(int? value)
    {
        WriteBoolean(value is not null, whenTrue: 2);
        if (value is { } present)
            WriteInt(present);
    }

    /// <summary>Logical type timestamp-millis; parts of a millisecond are cut off.</summary>
    public void WriteTimestampMillis(DateTimeOffset value) => WriteLong(value.ToUnixTimeMilliseconds());

    /// <summary>A union of null and timestamp-millis, in this order.</summary>
    public void WriteOptionalTimestampMillis(DateTimeOffset? value)
    {
        WriteBoolean(value is not null, whenTrue: 2);
        if (value is { } present)
            WriteTimestampMillis(present);
    }

    /// <summary>A long of 100 ns steps since 1970-01-01T00:00:00Z, for times whose source has that precision.</summary>
    public void WriteTicks(DateTimeOffset value) => WriteLong(value.UtcTicks - DateTimeOffset.UnixEpoch.Ticks);

    /// <summary>The index of the second branch of a union whose first is null, or of the first.</summary>
    public void WriteIsPresent(bool present) => WriteBoolean(present, whenTrue: 2);

    /// <summary>Begins a block of an array or map. The collection ends with <see cref="WriteEnd"/>, also when it is empty.</summary>
    public void WriteBlock(int count)
    {
        if (count > 0)
            WriteInt(count);
    }

    public void WriteEnd() => WriteByte(0);

    public void WriteStrings(IReadOnlyList<string> values)
    {
        WriteBlock(values.Count);
        for (var i = 0; i < values.Count; i++)
            WriteString(values[i]);
        WriteEnd();
    }

    /// <summary>Hands what is buffered to the buffer writer. The writer may be used further.</summary>
    public void Flush()
    {
        if (_position > 0)
            _output.Advance(_position);
        _span = default;
        _position = 0;
    }

    // zigzag(1) is 2: one byte for the index of a union's second branch, zero for the first.
    private void WriteBoolean(bool value, byte whenTrue) => WriteByte(value ? whenTrue : (byte)0);

    private void WriteByte(byte value)
    {
        Reserve(1)[0] = value;
        Took(1);
    }

    private void WriteVarint(ulong value)
    {
        var target = Reserve(MaxVarintBytes);
        var length = 0;
        while (value >= 0x80)
        {
            target[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        target[length++] = (byte)value;
        Took(length);
    }

    private Span<byte> Reserve(int size)
    {
        if (_span.Length - _position < size)
        {
            Flush();
            _span = _output.GetSpan(Math.Max(size, 256));
        }

        return _span[_position..];
    }

    private void Took(int size)
    {
        _position += size;
        Written += size;
    }
}
