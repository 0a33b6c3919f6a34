using System.Buffers.Binary;

namespace AuditOps.Streams.Testing;

/// <summary>
/// The hash by which Kafka's clients place a key (32-bit MurmurHash2, https://github.com/aappleby/smhasher/blob/master/src/MurmurHash2.cpp, with the seed of
/// the Java client), so that a record lies in the simulation where it would lie in a cluster.
/// </summary>
internal static class Murmur2
{
    private const uint Seed = 0x9747b28c;
    private const uint Multiplier = 0x5bd1e995;

    public static int Partition(ReadOnlySpan<byte> key, int partitions) => (int)(Hash(key) & 0x7fffffff) % partitions;

    private static uint Hash(ReadOnlySpan<byte> data)
    {
        var hash = Seed ^ (uint)data.Length;
        for (; data.Length >= 4; data = data[4..])
        {
            var word = BinaryPrimitives.ReadUInt32LittleEndian(data) * Multiplier;
            word = (word ^ (word >> 24)) * Multiplier;
            hash = (hash * Multiplier) ^ word;
        }

        if (data.Length > 0)
        {
            for (var i = data.Length - 1; i >= 0; i--)
                hash ^= (uint)data[i] << (8 * i);
            hash *= Multiplier;
        }

        hash = (hash ^ (hash >> 13)) * Multiplier;
        return hash ^ (hash >> 15);
    }
}
