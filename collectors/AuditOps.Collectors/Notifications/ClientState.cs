using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AuditOps.Collectors.Configuration;

namespace AuditOps.Collectors.Notifications;

/// <summary>The secret that a notification proves itself with: Graph's <c>clientState</c>, the Management API's <c>Webhook-AuthID</c>.</summary>
internal static class ClientState
{
    /// <summary>Graph takes 128 characters at most; ours have 43.</summary>
    public const int MostCharacters = 128;

    private const int Bytes = 32;

    public static Secret New() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes)));

    public static string HashOf(Secret state) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state.Reveal())));

    /// <summary>Takes the same time whether and wherever they differ.</summary>
    public static bool Matches(string? given, string hash)
    {
        if (given is null || given.Length > MostCharacters) return false;
        Span<byte> mine = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(given), mine);
        Span<byte> wanted = stackalloc byte[SHA256.HashSizeInBytes];
        return Convert.FromHexString(hash, wanted, out _, out var written) == System.Buffers.OperationStatus.Done && written == wanted.Length && CryptographicOperations.FixedTimeEquals(mine, wanted);
    }
}
