using System.Buffers.Binary;
using System.Buffers.Text;
using AuditOps.Warehouse.Queries;

namespace AuditOps.Api.Alerts;

/// <summary>
/// What a preview showed, as one opaque text: each alert with the revision it had. It needs no signature: the alerts of others stay invisible, and a revision can be chosen freely in any
/// other change as well. 16 bytes of the id and 8 of the revision (big-endian) for each, in base64url.
/// </summary>
internal static class BulkSelection
{
    private const int IdBytes = 16;
    private const int EntryBytes = IdBytes + sizeof(long);

    public static string Write(IReadOnlyList<AlertRow> rows)
    {
        var bytes = new byte[rows.Count * EntryBytes];
        for (var i = 0; i < rows.Count; i++)
        {
            var entry = bytes.AsSpan(i * EntryBytes, EntryBytes);
            Convert.FromHexString(rows[i].AlertId, entry, out _, out _);
            BinaryPrimitives.WriteInt64BigEndian(entry[IdBytes..], rows[i].Revision);
        }

        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Revisions by alert id; null when the text is no selection of 1 to so many alerts.</summary>
    public static IReadOnlyDictionary<string, long>? Read(string text, int most)
    {
        if (text.Length == 0 || text.Length > Base64Url.GetEncodedLength(most * EntryBytes) || !Base64Url.IsValid(text)) return null;
        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length == 0 || bytes.Length % EntryBytes != 0) return null;
        var revisions = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var at = 0; at < bytes.Length; at += EntryBytes)
        {
            var revision = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(at + IdBytes));
            if (revision < 1 || !revisions.TryAdd(Convert.ToHexStringLower(bytes.AsSpan(at, IdBytes)), revision)) return null;
        }

        return revisions;
    }
}
