using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using AuditOps.Engines.Correlation;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Processors.Correlate;

/// <summary>Keys of the correlation store: a group, and an entry in it. Hashes, so that long group values cost no memory.</summary>
internal static class GroupKey
{
    public const int EntryBytes = 40;

    private const int IdBytes = 16;

    /// <summary>Tenant, correlation, lane and group values. The lanes are apart: what is old in one is new in the other.</summary>
    public static UInt128 Of(Match match)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, match.Tenant);
        Append(hash, match.Correlation);
        Append(hash, match.Historical ? "history" : "live");
        foreach (var (_, value) in match.Group)
            Append(hash, value.ToLowerInvariant());
        return Head(hash);
    }

    /// <summary>Group (16 bytes), event time in ticks (8), hash of event and step (16), all big-endian.</summary>
    public static byte[] OfEntry(UInt128 group, CorrelationEntry entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, entry.Match.Event.Source);
        Append(hash, entry.Match.Event.EventId);
        Append(hash, entry.Match.Step);
        var key = new byte[EntryBytes];
        BinaryPrimitives.WriteUInt128BigEndian(key, group);
        BinaryPrimitives.WriteInt64BigEndian(key.AsSpan(IdBytes), entry.Ticks);
        BinaryPrimitives.WriteUInt128BigEndian(key.AsSpan(IdBytes + sizeof(long)), Head(hash));
        return key;
    }

    private static UInt128 Head(IncrementalHash hash)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(bytes);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static void Append(IncrementalHash hash, string text)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        var bytes = Encoding.UTF8.GetBytes(text);
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
