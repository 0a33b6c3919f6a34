using System.Buffers.Binary;
using System.Globalization;

namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>
/// The producer table as it was at an offset, so that a start need not read the whole log. <c>OFFSET.snapshot</c>, little-endian: magic i32, version i32, offset i64, count i32,
/// then per producer id i64, epoch i16, coordinator epoch i32, last seen i64, open transaction i64, batches i32 × (i32, i32, i64, i64, i64); CRC-32C u32. A damaged one is ignored:
/// the log itself is the truth.
/// </summary>
internal static class ProducerSnapshotFile
{
    const int Magic = 0x50_53_4F_41;
    const int Version = 1;
    const int FixedBytes = 20;
    const int ProducerBytes = 34;
    const int BatchBytes = 32;

    public static byte[] Serialize(ProducerTable table, long offset)
    {
        var batches = 0;
        foreach (var state in table.All) batches += state.BatchCount;
        var b = new byte[FixedBytes + table.Count * ProducerBytes + batches * BatchBytes + 4];
        var s = b.AsSpan();
        BinaryPrimitives.WriteInt32LittleEndian(s, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(s[4..], Version);
        BinaryPrimitives.WriteInt64LittleEndian(s[8..], offset);
        BinaryPrimitives.WriteInt32LittleEndian(s[16..], table.Count);
        s = s[FixedBytes..];
        foreach (var state in table.All)
        {
            BinaryPrimitives.WriteInt64LittleEndian(s, state.ProducerId);
            BinaryPrimitives.WriteInt16LittleEndian(s[8..], state.Epoch);
            BinaryPrimitives.WriteInt32LittleEndian(s[10..], state.CoordinatorEpoch);
            BinaryPrimitives.WriteInt64LittleEndian(s[14..], state.LastSeenMs);
            BinaryPrimitives.WriteInt64LittleEndian(s[22..], state.TransactionFirstOffset);
            BinaryPrimitives.WriteInt32LittleEndian(s[30..], state.BatchCount);
            s = s[ProducerBytes..];
            for (var i = 0; i < state.BatchCount; i++, s = s[BatchBytes..])
            {
                var batch = state[i];
                BinaryPrimitives.WriteInt32LittleEndian(s, batch.FirstSequence);
                BinaryPrimitives.WriteInt32LittleEndian(s[4..], batch.LastSequence);
                BinaryPrimitives.WriteInt64LittleEndian(s[8..], batch.FirstOffset);
                BinaryPrimitives.WriteInt64LittleEndian(s[16..], batch.LastOffset);
                BinaryPrimitives.WriteInt64LittleEndian(s[24..], batch.Timestamp);
            }
        }
        BinaryPrimitives.WriteUInt32LittleEndian(s, Crc32C.Compute(b.AsSpan(0, b.Length - 4)));
        return b;
    }

    public static string PathFor(string directory, long offset) => Path.Combine(directory, Segment.FileName(offset, ".snapshot"));

    /// <summary>Writes a serialized snapshot and deletes all but the two newest.</summary>
    public static void Write(string directory, byte[] snapshot)
    {
        var path = PathFor(directory, BinaryPrimitives.ReadInt64LittleEndian(snapshot.AsSpan(8)));
        File.WriteAllBytes(path + ".tmp", snapshot);
        File.Move(path + ".tmp", path, overwrite: true);
        var offsets = Offsets(directory);
        for (var i = 2; i < offsets.Count; i++) File.Delete(PathFor(directory, offsets[i]));
    }

    /// <summary>Offsets of the snapshots present, newest first.</summary>
    public static List<long> Offsets(string directory)
    {
        List<long> offsets = [];
        foreach (var file in Directory.EnumerateFiles(directory, "*.snapshot"))
            if (long.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)) offsets.Add(offset);
        offsets.Sort((a, b) => b.CompareTo(a));
        return offsets;
    }

    /// <summary>Fills an empty table; false when the file is damaged.</summary>
    public static bool TryLoad(string path, ProducerTable table)
    {
        ReadOnlySpan<byte> b = File.ReadAllBytes(path);
        if (b.Length < FixedBytes + 4 || BinaryPrimitives.ReadInt32LittleEndian(b) != Magic || BinaryPrimitives.ReadInt32LittleEndian(b[4..]) != Version) return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(b[^4..]) != Crc32C.Compute(b[..^4])) return false;
        var count = BinaryPrimitives.ReadInt32LittleEndian(b[16..]);
        b = b[FixedBytes..^4];
        for (; count > 0; count--)
        {
            if (b.Length < ProducerBytes) return false;
            var state = new ProducerState(BinaryPrimitives.ReadInt64LittleEndian(b))
            {
                Epoch = BinaryPrimitives.ReadInt16LittleEndian(b[8..]),
                CoordinatorEpoch = BinaryPrimitives.ReadInt32LittleEndian(b[10..]),
                LastSeenMs = BinaryPrimitives.ReadInt64LittleEndian(b[14..]),
                TransactionFirstOffset = BinaryPrimitives.ReadInt64LittleEndian(b[22..]),
            };
            var batches = BinaryPrimitives.ReadInt32LittleEndian(b[30..]);
            b = b[ProducerBytes..];
            if (batches is < 0 or > ProducerState.Remembered || b.Length < batches * BatchBytes) return false;
            for (; batches > 0; batches--, b = b[BatchBytes..])
            {
                state.Remember(new ProducerBatch(
                    BinaryPrimitives.ReadInt32LittleEndian(b), BinaryPrimitives.ReadInt32LittleEndian(b[4..]), BinaryPrimitives.ReadInt64LittleEndian(b[8..]),
                    BinaryPrimitives.ReadInt64LittleEndian(b[16..]), BinaryPrimitives.ReadInt64LittleEndian(b[24..])));
            }
            table.Restore(state);
        }
        return true;
    }
}
