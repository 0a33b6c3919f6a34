using System.Security.Cryptography;

namespace AuditOps.Embedded.Kafka.Security;

/// <summary>A mechanism's name and its functions (RFC 5802, section 3; RFC 7677).</summary>
internal sealed class ScramHash
{
    private readonly Func<byte[], byte[]> _hash;
    private readonly Func<byte[], byte[], byte[]> _mac;

    private ScramHash(ScramMechanism mechanism, string name, int bytes, Func<byte[], byte[]> hash, Func<byte[], byte[], byte[]> mac)
    {
        Mechanism = mechanism;
        Name = name;
        Bytes = bytes;
        _hash = hash;
        _mac = mac;
    }

    public static IReadOnlyList<ScramHash> All { get; } =
    [
        new(ScramMechanism.Sha256, "SCRAM-SHA-256", SHA256.HashSizeInBytes, SHA256.HashData, HMACSHA256.HashData),
        new(ScramMechanism.Sha512, "SCRAM-SHA-512", SHA512.HashSizeInBytes, SHA512.HashData, HMACSHA512.HashData),
    ];

    public ScramMechanism Mechanism { get; }

    public string Name { get; }

    /// <summary>Length of a hash.</summary>
    public int Bytes { get; }

    public static ScramHash? Find(ScramMechanism mechanism) => All.FirstOrDefault(hash => hash.Mechanism == mechanism);

    public static ScramHash? Find(string name) => All.FirstOrDefault(hash => hash.Name == name);

    public byte[] Hash(byte[] data) => _hash(data);

    public byte[] Mac(byte[] key, byte[] data) => _mac(key, data);
}
