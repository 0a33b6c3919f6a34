using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AuditOps.Simulator.Feeds;

namespace AuditOps.Simulator.Tokens;

/// <summary>Issues access tokens and knows them again. They look like the identity platform's: signed JSON Web Tokens (RFC 7519) that a client must not read.</summary>
internal sealed class TokenStore(TimeProvider time, TimeSpan lifetime) : IDisposable
{
    /// <summary>Beyond it the expired ones are thrown out.</summary>
    private const int Many = 10_000;

    private readonly RSA _key = RSA.Create(2048);
    private readonly ConcurrentDictionary<string, IssuedToken> _issued = new(StringComparer.Ordinal);
    private long _number;

    public TimeSpan Lifetime => lifetime;

    public string KeyId => Base64(SHA256.HashData(_key.ExportSubjectPublicKeyInfo()).AsSpan(0, 20));

    public RSAParameters PublicKey => _key.ExportParameters(includePrivateParameters: false);

    public string Issue(Tenant tenant, string audience, string issuer, bool forGraph, bool forManagement, IEnumerable<string> roles)
    {
        var now = time.GetUtcNow();
        var token = Sign(new
        {
            aud = audience,
            iss = issuer,
            iat = now.ToUnixTimeSeconds(),
            nbf = now.ToUnixTimeSeconds(),
            exp = (now + lifetime).ToUnixTimeSeconds(),
            appid = tenant.Org.ClientId,
            roles,
            tid = tenant.Org.TenantId,
            uti = Interlocked.Increment(ref _number),
            ver = "1.0",
        });
        if (_issued.Count > Many)
        {
            foreach (var (old, issued) in _issued)
            {
                if (issued.Expires < now) _issued.TryRemove(old, out _);
            }
        }

        _issued[token] = new IssuedToken(tenant, forGraph, forManagement, now + lifetime);
        return token;
    }

    /// <summary>Null when the token is unknown, revoked or has expired.</summary>
    public IssuedToken? Find(string token) =>
        _issued.TryGetValue(token, out var issued) && !issued.IsRevoked && issued.Expires > time.GetUtcNow() ? issued : null;

    /// <summary>A compact JSON Web Signature, RS256 (RFC 7515).</summary>
    public string Sign(object claims)
    {
        var head = Base64(JsonSerializer.SerializeToUtf8Bytes(new { typ = "JWT", alg = "RS256", kid = KeyId }));
        var body = Base64(JsonSerializer.SerializeToUtf8Bytes(claims));
        var text = $"{head}.{body}";
        return $"{text}.{Base64(_key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    public void Dispose() => _key.Dispose();

    public static string Base64(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
