using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Alerts;

/// <summary>Ids of alerts: the same finding has the same id however often, wherever and in whatever order it is made.</summary>
public static class AlertIds
{
    private const int HashBytes = 16;

    /// <summary>
    /// Lower-case hex of the first 16 bytes of SHA-256 over tenant, rule, the group's names and values (values in lower case: what differs in case alone is one group), each with its length before it (4 bytes, big-endian), and the
    /// start of the window in Unix milliseconds (8 bytes, big-endian).
    /// </summary>
    public static string Of(string tenant, string rule, IReadOnlyList<NamedValue> group, DateTimeOffset windowStart)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, tenant);
        Append(hash, rule);
        foreach (var (name, value) in group)
        {
            Append(hash, name);
            Append(hash, value.ToLowerInvariant());
        }

        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, windowStart.ToUnixTimeMilliseconds());
        hash.AppendData(bytes[..sizeof(long)]);
        hash.GetHashAndReset(bytes);
        return Convert.ToHexStringLower(bytes[..HashBytes]);
    }

    /// <summary>Start of the tumbling window of that length that holds an instant; windows begin at the Unix epoch.</summary>
    public static DateTimeOffset WindowStart(DateTimeOffset time, TimeSpan window)
    {
        var since = time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        var start = since - ((since % window.Ticks) + window.Ticks) % window.Ticks;
        return DateTimeOffset.UnixEpoch.AddTicks(start);
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
