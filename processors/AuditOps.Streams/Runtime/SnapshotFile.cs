using System.Buffers.Binary;
using System.Text;

namespace AuditOps.Streams.Runtime;

/// <summary>
/// The file format of a snapshot. Little-endian: magic, version, topology, store, partition, time of writing, next changelog offset, about how many entries follow; then entries (key length, value length,
/// timestamp, key, value); then an end mark, the number of entries, and CRC-32C (Castagnoli) over everything before it.
/// </summary>
internal static class SnapshotFile
{
    private const uint Magic = 0x53534F41;
    private const int Version = 3;
    private const int EndMark = -1;
    private const int MaxKeyBytes = 1 << 20;
    private const int MaxValueBytes = 256 << 20;
    private const int MaxNameBytes = 1024;

    // Two lengths and a timestamp.
    private const int MinEntryBytes = 16;

    private static int _temporaries;

    /// <summary>Written beside the file, brought to disk, then renamed: at any moment the name stands for a whole snapshot.</summary>
    public static void Write(string file, string topology, StoreSlot slot, DateTimeOffset now)
    {
        var temporary = $"{file}.{Environment.ProcessId}-{Interlocked.Increment(ref _temporaries)}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                var writer = new SnapshotWriter(stream);
                writer.Write(Magic);
                writer.Write(Version);
                WriteName(writer, topology);
                WriteName(writer, slot.Store.Name);
                writer.Write(slot.Changelog.Partition.Value);
                writer.Write(now.ToUnixTimeMilliseconds());
                writer.Write(slot.Next);
                writer.Write(slot.Store.Entries);
                long entries = 0;
                slot.Store.ForEachCommitted((key, value, timestampMs) =>
                {
                    writer.Write(key.Length);
                    writer.Write(value.Length);
                    writer.Write(timestampMs);
                    writer.Write(key);
                    writer.Write(value);
                    entries++;
                });
                writer.Write(EndMark);
                writer.Write(entries);
                writer.Finish();
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, file, overwrite: true);
            FolderSync.Flush(Path.GetDirectoryName(file)!);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Restores the entries into an empty store.</summary>
    /// <param name="file">The file.</param>
    /// <param name="topology">Whose it must be.</param>
    /// <param name="slot">The store.</param>
    /// <param name="notBefore">One that was written earlier is of no use.</param>
    /// <returns>The changelog offset to go on from, and when it was written.</returns>
    /// <exception cref="InvalidDataException">Not a whole snapshot of this store, or too old; the store may then hold some of it.</exception>
    public static (long Next, DateTimeOffset At) Read(string file, string topology, StoreSlot slot, DateTimeOffset notBefore)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var reader = new SnapshotReader(stream);
        if ((uint)reader.ReadInt32() != Magic || reader.ReadInt32() != Version)
            throw new InvalidDataException("it is not a snapshot, or of another version");
        if (ReadName(reader) != topology || ReadName(reader) != slot.Store.Name || reader.ReadInt32() != slot.Changelog.Partition.Value)
            throw new InvalidDataException("it belongs to another store");
        var at = reader.ReadInt64();
        if (at < notBefore.ToUnixTimeMilliseconds())
            throw new InvalidDataException("it is so old that the changelog may have forgotten deletions since");
        var next = reader.ReadInt64();
        // No more than the file has room for: the sum that vouches for the number stands at the end.
        slot.Store.Expect(Math.Clamp(reader.ReadInt64(), 0, stream.Length / MinEntryBytes));
        long entries = 0;
        for (int keyLength; (keyLength = reader.ReadInt32()) != EndMark; entries++)
        {
            var valueLength = reader.ReadInt32();
            if (keyLength is < 0 or > MaxKeyBytes || valueLength is < 0 or > MaxValueBytes)
                throw new InvalidDataException("an entry has an impossible length");
            var timestampMs = reader.ReadInt64();
            var key = reader.Peek(keyLength);
            if (key.IsEmpty && keyLength > 0)
                key = reader.ReadBytes(keyLength).Span;
            else
                reader.Skip(keyLength);
            slot.Store.Restore(key, reader.ReadBytes(valueLength), isTombstone: false, timestampMs);
        }

        if (reader.ReadInt64() != entries)
            throw new InvalidDataException("entries are missing");
        reader.CheckSum();
        return (next, DateTimeOffset.FromUnixTimeMilliseconds(at));
    }

    private static void WriteName(SnapshotWriter writer, string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    private static string ReadName(SnapshotReader reader)
    {
        var length = reader.ReadInt32();
        return length is < 0 or > MaxNameBytes ? throw new InvalidDataException("a name has an impossible length") : Encoding.UTF8.GetString(reader.ReadBytes(length).Span);
    }
}
