using System.Buffers.Binary;
using System.Text;

namespace AuditOps.Schemas.Avro;

/// <summary>
/// Reads Avro's binary encoding (Avro 1.11 specification, "Binary Encoding") from bytes nobody vouches for: every length is checked
/// against what is left before anything is allocated, so memory stays within a small multiple of the input.
/// </summary>
public ref struct AvroReader
{
    /// <summary>Records, arrays, maps and unions may be nested this deep.</summary>
    public const int MaxDepth = 64;

    /// <summary>Array items without any bytes (nulls, empty records) in one message.</summary>
    public const int MaxEmptyItems = 1 << 16;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly ReadOnlySpan<byte> _span;
    private readonly ReadOnlyMemory<byte> _memory;
    private readonly bool _mayShare;
    private int _position;
    private int _depth;
    private int _emptyItems;
    private long _entered;

    /// <summary>Reads from memory; <see cref="ReadBytes"/> returns slices of it.</summary>
    public AvroReader(ReadOnlyMemory<byte> memory)
    {
        _memory = memory;
        _span = memory.Span;
        _mayShare = true;
    }

    /// <summary>Reads from a span; <see cref="ReadBytes"/> returns copies.</summary>
    public AvroReader(ReadOnlySpan<byte> span) => _span = span;

    public readonly int Position => _position;

    public readonly int Remaining => _span.Length - _position;

    public bool ReadBoolean()
    {
        var value = ReadByte();
        return value <= 1 ? value == 1 : throw Error(AvroErrorCode.Boolean, $"a boolean of {value}");
    }

    public int ReadInt()
    {
        var value = ReadLong();
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw Error(AvroErrorCode.IntegerOverflow, "an int that needs more than 32 bits");
    }

    public long ReadLong()
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = ReadByte();
            // The tenth byte holds bit 63 only.
            if (shift == 63 && next > 1)
                throw Error(AvroErrorCode.IntegerOverflow, "a long that needs more than 64 bits");
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return (long)(value >> 1) ^ -(long)(value & 1);
        }
    }

    public float ReadFloat() => BinaryPrimitives.ReadSingleLittleEndian(ReadRaw(sizeof(float)));

    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(ReadRaw(sizeof(double)));

    public string ReadString()
    {
        var bytes = ReadRaw(ReadLength());
        try
        {
            return bytes.IsEmpty ? string.Empty : StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new AvroException(AvroErrorCode.Utf8, $"A string before byte {_position} is not UTF-8.", e);
        }
    }

    public ReadOnlyMemory<byte> ReadBytes() => ReadFixed(ReadLength());

    /// <summary>The content of a fixed of this size: a slice of the input memory, or a copy when the input is a span.</summary>
    public ReadOnlyMemory<byte> ReadFixed(int size)
    {
        var start = _position;
        var bytes = ReadRaw(size);
        return _mayShare ? _memory.Slice(start, size) : bytes.ToArray();
    }

    public ReadOnlySpan<byte> ReadRaw(int size)
    {
        if (size > Remaining)
            throw Error(AvroErrorCode.Truncated, $"{size} bytes wanted, {Remaining} left");
        var bytes = _span.Slice(_position, size);
        _position += size;
        return bytes;
    }

    /// <summary>The length of a string or bytes value, known to lie within the input.</summary>
    public int ReadLength()
    {
        var length = ReadLong();
        if (length < 0)
            throw Error(AvroErrorCode.NegativeLength, $"a length of {length}");
        return length <= Remaining ? (int)length : throw Error(AvroErrorCode.Truncated, $"a length of {length}, {Remaining} bytes left");
    }

    public int ReadUnionIndex(int branches)
    {
        var index = ReadLong();
        return index >= 0 && index < branches ? (int)index : throw Error(AvroErrorCode.UnionIndex, $"union index {index} of {branches}");
    }

    public int ReadEnumIndex(int symbols)
    {
        var index = ReadLong();
        return index >= 0 && index < symbols ? (int)index : throw Error(AvroErrorCode.EnumIndex, $"enum index {index} of {symbols}");
    }

    /// <summary>True when the second branch of a union of null and something follows.</summary>
    public bool ReadIsPresent() => ReadUnionIndex(2) == 1;

    public string? ReadOptionalString() => ReadIsPresent() ? ReadString() : null;

    public bool? ReadOptionalBoolean() => ReadIsPresent() ? ReadBoolean() : null;

    public int? ReadOptionalInt() => ReadIsPresent() ? ReadInt() : null;

    public double? ReadOptionalDouble() => ReadIsPresent() ? ReadDouble() : null;

    public DateTimeOffset? ReadOptionalTimestampMillis() => ReadIsPresent() ? ReadTimestampMillis() : null;

    /// <summary>Logical type timestamp-millis.</summary>
    public DateTimeOffset ReadTimestampMillis()
    {
        var millis = ReadLong();
        return millis >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && millis <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(millis)
            : throw Error(AvroErrorCode.ValueOutOfRange, $"a time of {millis} ms");
    }

    /// <summary>A time written as 100 ns steps since 1970-01-01T00:00:00Z.</summary>
    public DateTimeOffset ReadTicks()
    {
        var ticks = ReadLong();
        return ticks >= DateTimeOffset.MinValue.Ticks - DateTimeOffset.UnixEpoch.Ticks && ticks <= DateTimeOffset.MaxValue.Ticks - DateTimeOffset.UnixEpoch.Ticks
            ? new DateTimeOffset(DateTimeOffset.UnixEpoch.Ticks + ticks, TimeSpan.Zero)
            : throw Error(AvroErrorCode.ValueOutOfRange, $"a time of {ticks} steps of 100 ns");
    }

    /// <summary>
    /// The item count of the next block of an array or map, 0 at its end. A count that the rest of the input cannot hold is refused;
    /// of items that take no bytes at all, at most <see cref="MaxEmptyItems"/> pass in one message.
    /// </summary>
    /// <param name="minItemBytes">The fewest bytes an item can take.</param>
    public int ReadBlock(int minItemBytes)
    {
        var count = ReadLong();
        if (count < 0)
        {
            // A negative count is followed by the block's size in bytes, a help for skipping that is not needed here.
            if (count == long.MinValue)
                throw Error(AvroErrorCode.CountTooLarge, "a block of 2^63 items");
            count = -count;
            ReadLength();
        }

        var most = minItemBytes > 0 ? Remaining / minItemBytes : MaxEmptyItems - _emptyItems;
        if (count > most)
            throw Error(AvroErrorCode.CountTooLarge, $"a block of {count} items, {Remaining} bytes left");
        if (minItemBytes == 0)
            _emptyItems += (int)count;
        return (int)count;
    }

    /// <summary>Reads an array whose items take at least <paramref name="minItemBytes"/> bytes each.</summary>
    public T[] ReadArray<T>(int minItemBytes, AvroItemReader<T> readItem)
    {
        T[] items = [];
        var filled = 0;
        for (var count = ReadBlock(minItemBytes); count > 0; count = ReadBlock(minItemBytes))
        {
            // Exact for the usual single block; doubling after it, so that many tiny blocks do not cost quadratic copying.
            if (filled + count > items.Length)
                Array.Resize(ref items, filled == 0 ? count : Math.Max(filled + count, filled * 2));
            for (var end = filled + count; filled < end; filled++)
                items[filled] = readItem(ref this);
        }

        if (filled < items.Length)
            Array.Resize(ref items, filled);
        return items;
    }

    public string[] ReadStrings() => ReadArray(1, static (ref AvroReader reader) => reader.ReadString());

    /// <summary>
    /// Goes one level down; refuses more than <see cref="MaxDepth"/>. Schemas whose records take no bytes could make a short message
    /// of endless work, so the number of records is bounded by the input's length too.
    /// </summary>
    public void Enter()
    {
        if (++_depth > MaxDepth)
            throw Error(AvroErrorCode.TooDeep, $"more than {MaxDepth} levels");
        if (++_entered > MaxEmptyItems + (long)MaxDepth * _span.Length)
            throw Error(AvroErrorCode.BlowUp, "far more records than bytes");
    }

    public void Leave() => _depth--;

    internal void Seek(int position) => _position = position;

    public readonly void EnsureEnd()
    {
        if (Remaining > 0)
            throw Error(AvroErrorCode.TrailingBytes, $"{Remaining} bytes after the value");
    }

    public readonly AvroException Error(AvroErrorCode code, string what) => new(code, $"Avro data at byte {_position}: {what}.");

    private byte ReadByte() => _position < _span.Length ? _span[_position++] : throw Error(AvroErrorCode.Truncated, "the data ends");
}
