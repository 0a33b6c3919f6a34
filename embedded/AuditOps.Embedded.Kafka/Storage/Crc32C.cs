using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>CRC-32C (Castagnoli, RFC 3720 appendix B.4) as record batches and this store's own files carry it.</summary>
internal static class Crc32C
{
    public static uint Compute(ReadOnlySpan<byte> data) => ~Update(uint.MaxValue, data);

    static uint Update(uint crc, ReadOnlySpan<byte> data)
    {
        ref var at = ref MemoryMarshal.GetReference(data);
        var left = data.Length;
        while (left >= 8)
        {
            var word = Unsafe.ReadUnaligned<ulong>(ref at);
            crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
            at = ref Unsafe.Add(ref at, 8);
            left -= 8;
        }
        for (; left > 0; left--)
        {
            crc = BitOperations.Crc32C(crc, at);
            at = ref Unsafe.Add(ref at, 1);
        }
        return crc;
    }
}
