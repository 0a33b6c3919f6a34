namespace AuditOps.Embedded.Kafka.Security;

/// <summary>What is kept of a user's password for one mechanism: enough to check a proof, too little to make one.</summary>
internal sealed record ScramCredential(int Iterations, byte[] Salt, byte[] StoredKey, byte[] ServerKey)
{
    /// <summary>Fewest iterations taken; RFC 7677 names the number.</summary>
    public const int MinIterations = 4096;

    /// <summary>Most iterations taken; Apache Kafka's limit.</summary>
    public const int MaxIterations = 16384;

    /// <summary>Longest salt, bytes.</summary>
    public const int MaxSalt = 256;

    public static ScramCredential FromSaltedPassword(ScramHash hash, int iterations, byte[] salt, byte[] saltedPassword) =>
        new(iterations, salt, hash.Hash(hash.Mac(saltedPassword, "Client Key"u8.ToArray())), hash.Mac(saltedPassword, "Server Key"u8.ToArray()));
}
