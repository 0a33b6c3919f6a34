using System.Security.Cryptography;
using System.Text;

namespace AuditOps.Api.Auth;

/// <summary>The keys, as SHA-256 only. Looking one up compares with every key and in constant time, so that the time says neither how much nor which matched.</summary>
internal sealed class KeyRing
{
    private readonly (byte[] Hash, Caller Caller)[] entries;

    public KeyRing(IReadOnlyList<ApiKey> keys) => entries = keys.Select(k => (SHA256.HashData(Encoding.UTF8.GetBytes(k.Key)), CallerOf(k))).ToArray();

    public Caller? Find(string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        Caller? found = null;
        foreach (var (known, caller) in entries)
        {
            if (CryptographicOperations.FixedTimeEquals(known, hash)) found = caller;
        }

        return found;
    }

    private static Caller CallerOf(ApiKey key) => new(
        key.Name,
        key.Tenants,
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key.Key), 32, info: Encoding.UTF8.GetBytes("auditops cursor 1 " + string.Join(',', key.Tenants ?? ["*"]))));
}
