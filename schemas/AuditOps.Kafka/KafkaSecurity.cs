namespace AuditOps.Kafka;

/// <summary>How connections to the brokers are protected (Kafka's security.protocol).</summary>
public enum KafkaSecurity
{
    /// <summary>No protection; for the embedded broker on loopback.</summary>
    Plaintext = 0,

    /// <summary>TLS, with a client certificate when one is given.</summary>
    Ssl = 1,

    /// <summary>TLS, and user and password within it.</summary>
    SaslSsl = 2,
}
