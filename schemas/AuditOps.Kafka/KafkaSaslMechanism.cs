namespace AuditOps.Kafka;

/// <summary>How user and password are presented (Kafka's sasl.mechanism).</summary>
public enum KafkaSaslMechanism
{
    Plain = 0,
    ScramSha256 = 1,
    ScramSha512 = 2,
}
