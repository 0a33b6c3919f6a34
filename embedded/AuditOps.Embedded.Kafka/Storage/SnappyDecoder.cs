using System.Buffers.Binary;

namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>
/// Snappy (github.com/google/snappy, format_description.txt), raw or in the chunked framing of xerial's snappy-java, which Java clients and kafka-python write:
/// 16 bytes of header, then {length i32 big-endian, raw block} until the end.
/// </summary>
internal static class SnappyDecoder
{
    const int FramingHeader = 16;

    static ReadOnlySpan<byte> FramingMagic => [0x82, (byte)'S', (byte)'N', (byte)'A', (byte)'P', (byte)'P', (byte)'Y', 0];

    public static DecodeStatus Decode(ReadOnlySpan<byte> input, ref PooledOutput output)
    {
        if (input.Length < FramingHeader || !input.StartsWith(FramingMagic)) return Block(input, ref output);
        input = input[FramingHeader..];
        while (input.Length > 0)
        {
            if (input.Length < 4) return DecodeStatus.Malformed;
            var length = BinaryPrimitives.ReadInt32BigEndian(input);
            if (length < 0 || length > input.Length - 4) return DecodeStatus.Malformed;
            var status = Block(input.Slice(4, length), ref output);
            if (status != DecodeStatus.Ok) return status;
            input = input[(4 + length)..];
        }
        return DecodeStatus.Ok;
    }

    static DecodeStatus Block(ReadOnlySpan<byte> input, ref PooledOutput output)
    {
        var at = 0;
        if (!TryLength(input, ref at, out var total)) return DecodeStatus.Malformed;
        if (total > int.MaxValue || !output.Fits((int)total)) return DecodeStatus.TooLarge;
        var start = output.Length;
        var end = start + (int)total;
        while (at < input.Length)
        {
            var tag = input[at++];
            if ((tag & 3) == 0)
            {
                if (!TryLiteral(input, ref at, tag, end - output.Length, ref output)) return DecodeStatus.Malformed;
                continue;
            }
            int count, distance;
            switch (tag & 3)
            {
                case 1:
                    if (at >= input.Length) return DecodeStatus.Malformed;
                    count = 4 + ((tag >> 2) & 7);
                    distance = ((tag >> 5) << 8) | input[at++];
                    break;
                case 2:
                    if (input.Length - at < 2) return DecodeStatus.Malformed;
                    count = (tag >> 2) + 1;
                    distance = BinaryPrimitives.ReadUInt16LittleEndian(input[at..]);
                    at += 2;
                    break;
                default:
                    if (input.Length - at < 4) return DecodeStatus.Malformed;
                    count = (tag >> 2) + 1;
                    distance = BinaryPrimitives.ReadInt32LittleEndian(input[at..]);
                    at += 4;
                    break;
            }
            // A block may refer to its own bytes only, not to those of the block before it.
            if (count > end - output.Length || distance > output.Length - start || !output.TryRepeat(distance, count)) return DecodeStatus.Malformed;
        }
        return output.Length == end ? DecodeStatus.Ok : DecodeStatus.Malformed;
    }

    static bool TryLiteral(ReadOnlySpan<byte> input, ref int at, byte tag, int most, ref PooledOutput output)
    {
        long count = tag >> 2;
        if (count >= 60)
        {
            var bytes = (int)count - 59;
            if (input.Length - at < bytes) return false;
            count = 0;
            for (var i = 0; i < bytes; i++) count |= (long)input[at++] << (8 * i);
        }
        count++;
        if (count > most || count > input.Length - at || !output.TryReserve((int)count, out var room)) return false;
        input.Slice(at, (int)count).CopyTo(room);
        output.Advance((int)count);
        at += (int)count;
        return true;
    }

    static bool TryLength(ReadOnlySpan<byte> input, ref int at, out uint length)
    {
        length = 0;
        for (var shift = 0; shift < 35 && at < input.Length; shift += 7)
        {
            var b = input[at++];
            length |= (uint)(b & 0x7F) << shift;
            if (b < 0x80) return true;
        }
        return false;
    }
}
