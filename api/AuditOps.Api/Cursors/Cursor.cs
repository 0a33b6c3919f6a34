using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace AuditOps.Api.Cursors;

/// <summary>
/// An opaque place in a list: the key of the last row, signed with the caller's cursor key over that and over the filters. Changed by a byte, used with other filters or
/// by another caller, it does not verify.
/// </summary>
internal static class Cursor
{
    private const int TagLength = 16;

    /// <summary>Longer ones are refused before any work; a key of the longest ids stays below.</summary>
    public const int MaxLength = 8192;

    /// <param name="purpose">The list and its filters, in a canonical text.</param>
    public static string Write(byte[] key, string purpose, params ReadOnlySpan<string> parts)
    {
        var payload = Join(parts);
        var token = new byte[TagLength + payload.Length];
        Tag(key, purpose, payload).CopyTo(token, 0);
        payload.CopyTo(token, TagLength);
        return Base64Url.EncodeToString(token);
    }

    /// <summary>The parts, or null when the cursor is not one of this caller's for this purpose.</summary>
    public static string[]? Read(byte[] key, string purpose, string cursor)
    {
        if (cursor.Length > MaxLength || !Base64Url.IsValid(cursor)) return null;
        var token = Base64Url.DecodeFromChars(cursor);
        if (token.Length <= TagLength) return null;
        var payload = token[TagLength..];
        return CryptographicOperations.FixedTimeEquals(Tag(key, purpose, payload), token.AsSpan(0, TagLength)) ? Split(payload) : null;
    }

    private static byte[] Tag(byte[] key, string purpose, byte[] payload)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(purpose)));
        hash.AppendData(payload);
        return hash.GetHashAndReset()[..TagLength];
    }

    private static byte[] Join(ReadOnlySpan<string> parts)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write((byte)parts.Length);
        foreach (var part in parts) writer.Write(part);
        writer.Flush();
        return bytes.ToArray();
    }

    // Only signed payloads come here, so they are as Join wrote them.
    private static string[] Split(byte[] payload)
    {
        using var reader = new BinaryReader(new MemoryStream(payload), Encoding.UTF8);
        var parts = new string[reader.ReadByte()];
        for (var i = 0; i < parts.Length; i++) parts[i] = reader.ReadString();
        return parts;
    }
}
