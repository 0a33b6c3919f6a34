using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AuditOps.Processors.Notify;

/// <summary>Ids of deliveries: the same reason to tell the same target has the same id however often it is found.</summary>
internal static class DeliveryIds
{
    private const int HashBytes = 16;

    /// <summary>Lower-case hex of the first 16 bytes of SHA-256 over the parts, each with its length in UTF-8 before it (4 bytes, big-endian).</summary>
    public static string Of(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, HashBytes));
    }
}
