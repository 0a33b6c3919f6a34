using System.Security.Cryptography;

namespace AuditOps.Collectors.Publishing;

/// <summary>Ids that come from bytes alone, so that a repeat is the same record or letter.</summary>
internal static class ContentIds
{
    public const int HashBytes = 16;

    /// <summary>Id of a record that has none: <c>sha256-128:</c> and 32 hex digits.</summary>
    public static string Record(ReadOnlySpan<byte> payload)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(payload, hash);
        return "sha256-128:" + Convert.ToHexStringLower(hash[..HashBytes]);
    }

    /// <summary>Id of a dead letter: where it comes from and what it holds.</summary>
    public static string Letter(string stage, string tenant, string origin, string payloadSha256)
    {
        var hash = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{stage}\n{tenant}\n{origin}\n{payloadSha256}"));
        return Convert.ToHexStringLower(hash.AsSpan(0, HashBytes));
    }
}
