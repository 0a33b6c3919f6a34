using System.Buffers.Binary;
using AuditOps.Embedded.Kafka.Storage;

namespace AuditOps.Embedded.Kafka.Checking;

/// <summary>Reads a log of the broker's own (layout: <see cref="InternalLog"/>) without changing it: the latest value of every key.</summary>
internal static class InternalLogWalk
{
    private const int EntryHeader = 8;
    private const int KeyLengthBytes = 4;

    public static Dictionary<byte[], byte[]> Read(string path, Findings findings)
    {
        var entries = new Dictionary<byte[], byte[]>(ByteKeyComparer.Instance);
        if (!File.Exists(path)) return entries;
        var where = Path.Combine("internal", Path.GetFileName(path));
        if (File.Exists(path + ".torn")) findings.Note($"{where}.torn: bytes that an earlier start could not read and set aside");
        ReadOnlySpan<byte> bytes = File.ReadAllBytes(path);
        var at = 0;
        while (at < bytes.Length)
        {
            if (!TryEntry(bytes[at..], out var size, out var key, out var value))
            {
                // A kill can leave half an entry at the very end; anything else was once whole.
                var tail = size == 0 || size >= bytes.Length - at;
                if (tail && !findings.CleanStop) findings.Note($"{where}: {bytes.Length - at} bytes at its end are no whole entry; the next start sets them aside");
                else findings.Fault(FaultKind.InternalLog, where, $"the entry at byte {at} is damaged; the next start would set {bytes.Length - at} bytes aside");
                break;
            }
            if (value.Length == 0) entries.Remove(key.ToArray());
            else entries[key.ToArray()] = value.ToArray();
            at += size;
        }
        return entries;
    }

    private static bool TryEntry(ReadOnlySpan<byte> bytes, out int size, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        size = 0;
        key = value = default;
        if (bytes.Length < EntryHeader + KeyLengthBytes) return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length < KeyLengthBytes || length > bytes.Length - EntryHeader) return false;
        size = EntryHeader + length;
        var body = bytes.Slice(EntryHeader, length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) != Crc32C.Compute(body)) return false;
        var keyLength = BinaryPrimitives.ReadInt32LittleEndian(body);
        if (keyLength < 0 || keyLength > length - KeyLengthBytes) return false;
        key = body.Slice(KeyLengthBytes, keyLength);
        value = body[(KeyLengthBytes + keyLength)..];
        return true;
    }
}
