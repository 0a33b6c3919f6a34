using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using AuditOps.Api.Auth;
using AuditOps.Api.Http;

namespace AuditOps.Api.Commands;

/// <summary>
/// Ids of commands. With the header <c>Idempotency-Key</c> a request that is sent again is the same command and gets the answer of the first; the id covers the caller
/// and the whole command, so the key of one request can never bring the answer to another.
/// </summary>
internal static class CommandIds
{
    public const string Header = "Idempotency-Key";

    /// <summary>Characters of a key.</summary>
    public const int MaxKey = 200;

    private const int IdBytes = 16;

    /// <summary>Says what is wrong with the header, if anything.</summary>
    public static void Check(HttpContext http, RequestErrors errors)
    {
        var given = http.Request.Headers[Header];
        if (given.Count > 1 || (given.Count == 1 && (given[0] is not { Length: > 0 and <= MaxKey } key || key.Any(c => c is < ' ' or > '~'))))
            errors.Add(Header, $"Must be given once and have 1 to {MaxKey} printable ASCII characters.");
    }

    public static string Of(HttpContext http, string tenant, string subject, string kind, long revision, ReadOnlySpan<byte> body)
    {
        if (http.Request.Headers[Header] is not [{ } key])
            return Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in (string[])[Caller.Of(http).Name, key, tenant, subject, kind])
            Append(hash, Encoding.UTF8.GetBytes(part));
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(number, revision);
        Append(hash, number);
        Append(hash, body);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, IdBytes));
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
        hash.AppendData(length);
        hash.AppendData(part);
    }
}
