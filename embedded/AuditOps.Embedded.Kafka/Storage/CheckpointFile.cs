using System.Buffers.Binary;

namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>
/// The recovery points of all partitions in one file, replaced atomically. Little-endian: magic i32, version i32, count i32, then topic id 16 bytes, partition i32,
/// recovery point i64, log start i64, cleaned-to i64 each; CRC-32C u32.
/// </summary>
internal static class CheckpointFile
{
    const int Magic = 0x43_53_4F_41;
    const int Version = 1;
    const int FixedBytes = 12;
    const int EntryBytes = 44;

    public static byte[] Serialize(Dictionary<(Guid Topic, int Partition), CheckpointEntry> entries)
    {
        var b = new byte[FixedBytes + entries.Count * EntryBytes + 4];
        BinaryPrimitives.WriteInt32LittleEndian(b, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(b.AsSpan(4), Version);
        BinaryPrimitives.WriteInt32LittleEndian(b.AsSpan(8), entries.Count);
        var s = b.AsSpan(FixedBytes);
        foreach (var ((topic, partition), entry) in entries)
        {
            topic.TryWriteBytes(s, bigEndian: true, out _);
            BinaryPrimitives.WriteInt32LittleEndian(s[16..], partition);
            BinaryPrimitives.WriteInt64LittleEndian(s[20..], entry.RecoveryPoint);
            BinaryPrimitives.WriteInt64LittleEndian(s[28..], entry.LogStart);
            BinaryPrimitives.WriteInt64LittleEndian(s[36..], entry.CleanedTo);
            s = s[EntryBytes..];
        }
        BinaryPrimitives.WriteUInt32LittleEndian(s, Crc32C.Compute(b.AsSpan(0, b.Length - 4)));
        return b;
    }

    /// <summary>Empty when there is no file. A damaged one is refused: without it, torn writes and lost data look alike.</summary>
    public static Dictionary<(Guid Topic, int Partition), CheckpointEntry> Load(string path)
    {
        var result = new Dictionary<(Guid, int), CheckpointEntry>();
        if (!File.Exists(path)) return result;
        ReadOnlySpan<byte> b = File.ReadAllBytes(path);
        if (b.Length < FixedBytes + 4 || BinaryPrimitives.ReadInt32LittleEndian(b) != Magic || BinaryPrimitives.ReadUInt32LittleEndian(b[^4..]) != Crc32C.Compute(b[..^4]))
            throw new EmbeddedKafkaException(KafkaError.KafkaStorageError, $"The checkpoint file {path} is damaged.");
        if (BinaryPrimitives.ReadInt32LittleEndian(b[4..]) != Version)
            throw new EmbeddedKafkaException(KafkaError.KafkaStorageError, $"The checkpoint file {path} was written by another version of this broker.");
        for (b = b[FixedBytes..^4]; b.Length >= EntryBytes; b = b[EntryBytes..])
        {
            result[(new Guid(b[..16], bigEndian: true), BinaryPrimitives.ReadInt32LittleEndian(b[16..]))] = new CheckpointEntry(
                BinaryPrimitives.ReadInt64LittleEndian(b[20..]), BinaryPrimitives.ReadInt64LittleEndian(b[28..]), BinaryPrimitives.ReadInt64LittleEndian(b[36..]));
        }
        return result;
    }
}
