using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace AuditOps.Warehouse.Rows;

/// <summary>
/// Builds the body of an insert in ClickHouse's RowBinary (<see href="https://clickhouse.com/docs/interfaces/formats/RowBinary"/>) in one pooled buffer, and remembers
/// where each row ends, so that a refused batch can be split without writing it again. Not safe for several threads. Dispose returns the buffer.
/// </summary>
public sealed class RowBinaryWriter : IDisposable
{
    private readonly List<int> rowEnds = [];
    private byte[] buffer;
    private int length;

    /// <param name="capacity">First size of the buffer, bytes.</param>
    public RowBinaryWriter(int capacity = 64 * 1024) => buffer = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>Whole rows written so far.</summary>
    public int Rows => rowEnds.Count;

    /// <summary>Bytes of the whole rows.</summary>
    public int Length => rowEnds.Count == 0 ? 0 : rowEnds[^1];

    /// <summary>The bytes of all whole rows; valid until the next write.</summary>
    public ReadOnlyMemory<byte> Body => buffer.AsMemory(0, Length);

    /// <summary>The bytes of <paramref name="count"/> rows from row <paramref name="first"/> on.</summary>
    public ReadOnlyMemory<byte> Slice(int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + count, Rows);
        if (count == 0) return default;
        var start = first == 0 ? 0 : rowEnds[first - 1];
        return buffer.AsMemory(start, rowEnds[first + count - 1] - start);
    }

    /// <summary>Closes the row.</summary>
    public void EndRow() => rowEnds.Add(length);

    /// <summary>Forgets what was written since the last <see cref="EndRow"/>.</summary>
    public void AbandonRow() => length = Length;

    /// <summary>Forgets every row and keeps the buffer.</summary>
    public void Clear()
    {
        rowEnds.Clear();
        length = 0;
    }

    public void String(string? value) => String(value.AsSpan());

    /// <summary>UTF-8; a lone surrogate becomes U+FFFD.</summary>
    public void String(ReadOnlySpan<char> value)
    {
        var bytes = Encoding.UTF8.GetByteCount(value);
        VarUInt((uint)bytes);
        Encoding.UTF8.GetBytes(value, Space(bytes));
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        VarUInt((uint)value.Length);
        value.CopyTo(Space(value.Length));
    }

    /// <summary>FixedString: the bytes alone; the caller holds to the column's length.</summary>
    public void FixedBytes(ReadOnlySpan<byte> value) => value.CopyTo(Space(value.Length));

    public void UInt8(byte value) => Space(1)[0] = value;

    public void UInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Space(2), value);

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Space(4), value);

    public void Int32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Space(4), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Space(8), value);

    public void Float64(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Space(8), value);

    public void NullableInt32(int? value)
    {
        if (Present(value.HasValue)) Int32(value!.Value);
    }

    public void NullableFloat64(double? value)
    {
        if (!Present(value.HasValue)) return;
        BinaryPrimitives.WriteDoubleLittleEndian(Space(8), value!.Value);
    }

    public void NullableBool(bool? value)
    {
        if (Present(value.HasValue)) UInt8(value!.Value ? (byte)1 : (byte)0);
    }

    public void NullableString(string? value)
    {
        if (Present(value is not null)) String(value);
    }

    /// <summary>DateTime64(3, 'UTC'): milliseconds since 1970.</summary>
    public void DateTimeMilliseconds(DateTimeOffset value) => Int64(value.ToUnixTimeMilliseconds());

    public void NullableDateTimeMilliseconds(DateTimeOffset? value)
    {
        if (Present(value.HasValue)) DateTimeMilliseconds(value!.Value);
    }

    /// <summary>DateTime64(7, 'UTC'): ticks of 100 ns since 1970.</summary>
    public void DateTimeTicks(DateTimeOffset value) => Int64(value.UtcTicks - DateTime.UnixEpoch.Ticks);

    /// <summary>DateTime('UTC'): unsigned seconds since 1970; what lies outside is moved to the nearest bound.</summary>
    public void DateTimeSeconds(DateTimeOffset value) => UInt32((uint)Math.Clamp(value.ToUnixTimeSeconds(), 0, uint.MaxValue));

    /// <summary>LEB128; also the count before the items of an array or map.</summary>
    public void VarUInt(uint value)
    {
        var space = Ensure(5);
        var at = 0;
        while (value >= 0x80)
        {
            space[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        space[at++] = (byte)value;
        length += at;
    }

    public void Dispose()
    {
        if (buffer.Length == 0) return;
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        Clear();
    }

    private bool Present(bool present)
    {
        UInt8(present ? (byte)0 : (byte)1);
        return present;
    }

    private Span<byte> Space(int count)
    {
        var space = Ensure(count);
        length += count;
        return space[..count];
    }

    private Span<byte> Ensure(int count)
    {
        if (buffer.Length - length < count) Grow(count);
        return buffer.AsSpan(length);
    }

    private void Grow(int count)
    {
        var bigger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max((long)buffer.Length * 2, (long)length + count), Array.MaxLength));
        buffer.AsSpan(0, length).CopyTo(bigger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = bigger;
    }
}
