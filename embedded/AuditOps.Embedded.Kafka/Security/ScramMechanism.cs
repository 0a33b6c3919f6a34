namespace AuditOps.Embedded.Kafka.Security;

/// <summary>The ways to log in, as requests number them (KIP-554).</summary>
internal enum ScramMechanism : sbyte
{
    Unknown = 0,
    Sha256 = 1,
    Sha512 = 2,
}
