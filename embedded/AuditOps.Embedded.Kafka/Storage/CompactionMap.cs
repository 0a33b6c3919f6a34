using System.Security.Cryptography;

namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>The last offset of every key in a stretch of log. Keys are kept as 128 bits of SHA-256: two keys that met there would be a found collision.</summary>
internal sealed class CompactionMap(int maxKeys)
{
    readonly Dictionary<UInt128, long> _last = [];

    public bool Full => _last.Count >= maxKeys;

    public void Note(ReadOnlySpan<byte> key, long offset) => _last[Hash(key)] = offset;

    public bool IsSuperseded(ReadOnlySpan<byte> key, long offset) => _last.TryGetValue(Hash(key), out var last) && last > offset;

    static UInt128 Hash(ReadOnlySpan<byte> key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(key, hash);
        return new UInt128(BitConverter.ToUInt64(hash), BitConverter.ToUInt64(hash[8..]));
    }
}
