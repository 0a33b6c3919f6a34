using System.Buffers.Binary;

namespace AuditOps.Collectors.Scheduling;

/// <summary>
/// The hash by which Kafka's clients choose a key's partition (MurmurHash2, 32 bits, seed 0x9747b28c, as in org.apache.kafka.common.utils.Utils): a shard must know
/// which feeds lie in its partitions before there is a record of them.
/// </summary>
internal static class Murmur2
{
    private const uint Seed = 0x9747b28c;
    private const uint Factor = 0x5bd1e995;
    private const int Shift = 24;

    public static uint Hash(ReadOnlySpan<byte> data)
    {
        var hash = Seed ^ (uint)data.Length;
        for (; data.Length >= 4; data = data[4..])
        {
            var word = BinaryPrimitives.ReadUInt32LittleEndian(data) * Factor;
            word = (word ^ (word >> Shift)) * Factor;
            hash = (hash * Factor) ^ word;
        }

        if (data.Length > 2) hash ^= (uint)data[2] << 16;
        if (data.Length > 1) hash ^= (uint)data[1] << 8;
        if (data.Length > 0) hash = (hash ^ data[0]) * Factor;
        hash = (hash ^ (hash >> 13)) * Factor;
        return hash ^ (hash >> 15);
    }
}
