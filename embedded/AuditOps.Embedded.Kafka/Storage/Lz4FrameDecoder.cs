using System.Buffers.Binary;

namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>
/// LZ4 frames (github.com/lz4/lz4, lz4_Frame_format.md and lz4_Block_format.md). Checksums are skipped, not verified: the batch's CRC already covers every byte, and
/// old Kafka clients wrote a wrong header checksum.
/// </summary>
internal static class Lz4FrameDecoder
{
    const uint FrameMagic = 0x184D2204;
    const int MinMatch = 4;

    public static DecodeStatus Decode(ReadOnlySpan<byte> input, ref PooledOutput output)
    {
        if (input.Length < 7 || BinaryPrimitives.ReadUInt32LittleEndian(input) != FrameMagic) return DecodeStatus.Malformed;
        var flags = input[4];
        if (flags >> 6 != 1) return DecodeStatus.Malformed;
        var blockChecksum = (flags & 0x10) != 0;
        var header = 7 + ((flags & 0x08) != 0 ? 8 : 0) + ((flags & 0x01) != 0 ? 4 : 0);
        if (input.Length < header) return DecodeStatus.Malformed;
        input = input[header..];
        while (true)
        {
            if (input.Length < 4) return DecodeStatus.Malformed;
            var word = BinaryPrimitives.ReadUInt32LittleEndian(input);
            input = input[4..];
            if (word == 0) return DecodeStatus.Ok;
            var size = (int)(word & 0x7FFF_FFFF);
            var framed = (long)size + (blockChecksum ? 4 : 0);
            if (framed > input.Length) return DecodeStatus.Malformed;
            var block = input[..size];
            var status = (word & 0x8000_0000) != 0 ? Stored(block, ref output) : Block(block, ref output);
            if (status != DecodeStatus.Ok) return status;
            input = input[(int)framed..];
        }
    }

    static DecodeStatus Stored(ReadOnlySpan<byte> block, ref PooledOutput output)
    {
        if (!output.TryReserve(block.Length, out var room)) return DecodeStatus.TooLarge;
        block.CopyTo(room);
        output.Advance(block.Length);
        return DecodeStatus.Ok;
    }

    static DecodeStatus Block(ReadOnlySpan<byte> input, ref PooledOutput output)
    {
        var at = 0;
        while (at < input.Length)
        {
            var token = input[at++];
            var literals = token >> 4;
            if (literals == 15 && !TryExtend(input, ref at, ref literals)) return DecodeStatus.Malformed;
            if (literals > input.Length - at) return DecodeStatus.Malformed;
            if (!output.TryReserve(literals, out var room)) return DecodeStatus.TooLarge;
            input.Slice(at, literals).CopyTo(room);
            output.Advance(literals);
            at += literals;
            if (at == input.Length) return DecodeStatus.Ok;
            if (input.Length - at < 2) return DecodeStatus.Malformed;
            int distance = BinaryPrimitives.ReadUInt16LittleEndian(input[at..]);
            at += 2;
            var count = token & 15;
            if (count == 15 && !TryExtend(input, ref at, ref count)) return DecodeStatus.Malformed;
            count += MinMatch;
            if (!output.Fits(count)) return DecodeStatus.TooLarge;
            if (!output.TryRepeat(distance, count)) return DecodeStatus.Malformed;
        }
        return DecodeStatus.Malformed;
    }

    static bool TryExtend(ReadOnlySpan<byte> input, ref int at, ref int length)
    {
        while (at < input.Length)
        {
            var b = input[at++];
            length += b;
            if (length > 1 << 30) return false;
            if (b != 255) return true;
        }
        return false;
    }
}
