using System.Buffers.Binary;
using System.Numerics;

namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>
/// Writes LZ4 frames of independent 64 KiB blocks without checksums (lz4_Frame_format.md, lz4_Block_format.md), with the one-probe greedy search of the fast compressors.
/// Compaction needs it: a batch that arrived as lz4 must not come out larger.
/// </summary>
internal static class Lz4FrameEncoder
{
    const int BlockBytes = 64 * 1024;
    const int HashBits = 12;
    const int MinMatch = 4;

    /// <summary>The format wants the last match to begin at least this far before the end of its block.</summary>
    const int LastMatchMargin = 12;

    /// <summary>The format wants the last bytes of a block to be literals.</summary>
    const int LastLiterals = 5;

    /// <summary>Magic, flags (version 1, independent blocks), 64 KiB blocks, and the checksum of those two bytes.</summary>
    static ReadOnlySpan<byte> Header => [0x04, 0x22, 0x4D, 0x18, 0x60, 0x40, 0x82];

    /// <summary>Bytes that suffice for any input of that length.</summary>
    public static int MaxSize(int length) => Header.Length + 4 + length + (length / BlockBytes + 1) * 4;

    public static int Encode(ReadOnlySpan<byte> data, Span<byte> into)
    {
        Header.CopyTo(into);
        var at = Header.Length;
        Span<int> table = stackalloc int[1 << HashBits];
        while (data.Length > 0)
        {
            var block = data[..Math.Min(BlockBytes, data.Length)];
            var size = EncodeBlock(block, into.Slice(at + 4, block.Length), table);
            BinaryPrimitives.WriteUInt32LittleEndian(into[at..], size > 0 ? (uint)size : (uint)block.Length | 0x8000_0000);
            if (size == 0) block.CopyTo(into[(at + 4)..]);
            at += 4 + (size > 0 ? size : block.Length);
            data = data[block.Length..];
        }
        BinaryPrimitives.WriteInt32LittleEndian(into[at..], 0);
        return at + 4;
    }

    /// <summary>Bytes written; 0 when the block does not get smaller.</summary>
    static int EncodeBlock(ReadOnlySpan<byte> block, Span<byte> into, Span<int> table)
    {
        table.Fill(-1);
        int at = 0, anchor = 0, output = 0;
        var lastStart = block.Length - LastMatchMargin;
        while (at < lastStart)
        {
            var word = BinaryPrimitives.ReadUInt32LittleEndian(block[at..]);
            ref var slot = ref table[(int)((word * 2654435761u) >> (32 - HashBits))];
            var candidate = slot;
            slot = at;
            if (candidate < 0 || at - candidate > ushort.MaxValue || BinaryPrimitives.ReadUInt32LittleEndian(block[candidate..]) != word)
            {
                at++;
                continue;
            }
            var length = MinMatch + CommonLength(block[(at + MinMatch)..^LastLiterals], block[(candidate + MinMatch)..]);
            if (!TrySequence(block[anchor..at], at - candidate, length, into, ref output)) return 0;
            at += length;
            anchor = at;
        }
        return TrySequence(block[anchor..], 0, 0, into, ref output) && output < block.Length ? output : 0;
    }

    /// <summary>One sequence: literals, then a match; without a match it ends the block.</summary>
    static bool TrySequence(ReadOnlySpan<byte> literals, int distance, int matchLength, Span<byte> into, ref int output)
    {
        if (into.Length - output < literals.Length + literals.Length / 255 + matchLength / 255 + 8) return false;
        var token = output++;
        var literalCode = Math.Min(literals.Length, 15);
        if (literalCode == 15) Extend(literals.Length - 15, into, ref output);
        literals.CopyTo(into[output..]);
        output += literals.Length;
        var matchCode = 0;
        if (matchLength > 0)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(into[output..], (ushort)distance);
            output += 2;
            matchCode = Math.Min(matchLength - MinMatch, 15);
            if (matchCode == 15) Extend(matchLength - MinMatch - 15, into, ref output);
        }
        into[token] = (byte)(literalCode << 4 | matchCode);
        return true;
    }

    static void Extend(int rest, Span<byte> into, ref int output)
    {
        for (; rest >= 255; rest -= 255) into[output++] = 255;
        into[output++] = (byte)rest;
    }

    static int CommonLength(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var length = 0;
        while (a.Length - length >= 8 && b.Length - length >= 8)
        {
            var difference = BinaryPrimitives.ReadUInt64LittleEndian(a[length..]) ^ BinaryPrimitives.ReadUInt64LittleEndian(b[length..]);
            if (difference != 0) return length + (BitOperations.TrailingZeroCount(difference) >> 3);
            length += 8;
        }
        while (length < a.Length && length < b.Length && a[length] == b[length]) length++;
        return length;
    }
}
