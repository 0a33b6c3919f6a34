using System.Buffers;
using System.Buffers.Binary;

namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>
/// The sidecar of a closed segment: size, next offset, timestamps, sparse index and aborted transactions, sealed by a CRC. It is a cache: when it is absent,
/// damaged or about another size, the segment is scanned again. Layout, little-endian: magic i32, version i32, size i32, next offset i64, max timestamp i64,
/// its position i32, counts 2 × i32, entries (i64, i32, i64), aborted (4 × i64), CRC-32C u32.
/// </summary>
internal static class SegmentIndexFile
{
    const int Magic = 0x58_49_4F_41;
    const int Version = 1;
    const int FixedBytes = 40;
    const int EntryBytes = 20;
    const int AbortedBytes = 32;

    public static void Write(Segment segment)
    {
        var index = segment.Index;
        var aborted = segment.Aborted;
        var length = FixedBytes + index.Length * EntryBytes + aborted.Count * AbortedBytes + 4;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        var b = buffer.AsSpan(0, length);
        BinaryPrimitives.WriteInt32LittleEndian(b, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(b[4..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(b[8..], segment.Size);
        BinaryPrimitives.WriteInt64LittleEndian(b[12..], segment.NextOffset);
        BinaryPrimitives.WriteInt64LittleEndian(b[20..], segment.MaxTimestamp);
        BinaryPrimitives.WriteInt32LittleEndian(b[28..], segment.MaxTimestampPosition);
        BinaryPrimitives.WriteInt32LittleEndian(b[32..], index.Length);
        BinaryPrimitives.WriteInt32LittleEndian(b[36..], aborted.Count);
        var at = FixedBytes;
        foreach (var entry in index)
        {
            BinaryPrimitives.WriteInt64LittleEndian(b[at..], entry.BaseOffset);
            BinaryPrimitives.WriteInt32LittleEndian(b[(at + 8)..], entry.Position);
            BinaryPrimitives.WriteInt64LittleEndian(b[(at + 12)..], entry.RunningMaxTimestamp);
            at += EntryBytes;
        }
        foreach (var entry in aborted)
        {
            BinaryPrimitives.WriteInt64LittleEndian(b[at..], entry.ProducerId);
            BinaryPrimitives.WriteInt64LittleEndian(b[(at + 8)..], entry.FirstOffset);
            BinaryPrimitives.WriteInt64LittleEndian(b[(at + 16)..], entry.MarkerOffset);
            BinaryPrimitives.WriteInt64LittleEndian(b[(at + 24)..], entry.LastStableOffset);
            at += AbortedBytes;
        }
        BinaryPrimitives.WriteUInt32LittleEndian(b[at..], Crc32C.Compute(b[..at]));
        // Not forced to disk: a torn sidecar fails its CRC and only costs a scan.
        var temporary = segment.IndexPath + ".tmp";
        using (var handle = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write)) RandomAccess.Write(handle, b, 0);
        File.Move(temporary, segment.IndexPath, overwrite: true);
        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>Fills a segment from its sidecar; false when there is none that describes a file of exactly <paramref name="fileSize"/> bytes.</summary>
    public static bool TryLoad(Segment segment, long fileSize)
    {
        if (!File.Exists(segment.IndexPath)) return false;
        ReadOnlySpan<byte> b = File.ReadAllBytes(segment.IndexPath);
        if (b.Length < FixedBytes + 4 || BinaryPrimitives.ReadInt32LittleEndian(b) != Magic || BinaryPrimitives.ReadInt32LittleEndian(b[4..]) != Version) return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(b[^4..]) != Crc32C.Compute(b[..^4])) return false;
        var size = BinaryPrimitives.ReadInt32LittleEndian(b[8..]);
        var entries = BinaryPrimitives.ReadInt32LittleEndian(b[32..]);
        var abortedCount = BinaryPrimitives.ReadInt32LittleEndian(b[36..]);
        if (size != fileSize || entries < 0 || abortedCount < 0 || FixedBytes + (long)entries * EntryBytes + (long)abortedCount * AbortedBytes + 4 != b.Length) return false;
        var index = new IndexEntry[entries];
        var at = FixedBytes;
        for (var i = 0; i < entries; i++, at += EntryBytes)
        {
            index[i] = new IndexEntry(
                BinaryPrimitives.ReadInt64LittleEndian(b[at..]), BinaryPrimitives.ReadInt32LittleEndian(b[(at + 8)..]), BinaryPrimitives.ReadInt64LittleEndian(b[(at + 12)..]));
        }
        List<AbortedEntry> aborted = new(abortedCount);
        for (var i = 0; i < abortedCount; i++, at += AbortedBytes)
        {
            aborted.Add(new AbortedEntry(
                BinaryPrimitives.ReadInt64LittleEndian(b[at..]), BinaryPrimitives.ReadInt64LittleEndian(b[(at + 8)..]),
                BinaryPrimitives.ReadInt64LittleEndian(b[(at + 16)..]), BinaryPrimitives.ReadInt64LittleEndian(b[(at + 24)..])));
        }
        segment.Restore(
            size, BinaryPrimitives.ReadInt64LittleEndian(b[12..]), BinaryPrimitives.ReadInt64LittleEndian(b[20..]),
            BinaryPrimitives.ReadInt32LittleEndian(b[28..]), index, aborted);
        return true;
    }
}
