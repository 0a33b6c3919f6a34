namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>Zigzag varints of up to 64 bits, as Protocol Buffers and Kafka records write them.</summary>
internal static class Varint
{
    public static bool TryRead(ReadOnlySpan<byte> from, scoped ref int at, out long value)
    {
        ulong raw = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if ((uint)at >= (uint)from.Length) break;
            var b = from[at++];
            raw |= (ulong)(b & 0x7F) << shift;
            if (b >= 0x80) continue;
            value = (long)(raw >> 1) ^ -(long)(raw & 1);
            return true;
        }
        value = 0;
        return false;
    }

    /// <summary>Writes a value and gives the bytes used; ten suffice for any.</summary>
    public static int Write(Span<byte> into, long value)
    {
        var raw = (ulong)((value << 1) ^ (value >> 63));
        var at = 0;
        for (; raw >= 0x80; raw >>= 7) into[at++] = (byte)(raw | 0x80);
        into[at++] = (byte)raw;
        return at;
    }

    public static int Size(long value)
    {
        var raw = (ulong)((value << 1) ^ (value >> 63));
        var size = 1;
        for (; raw >= 0x80; raw >>= 7) size++;
        return size;
    }
}
