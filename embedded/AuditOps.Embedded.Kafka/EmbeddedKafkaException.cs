namespace AuditOps.Embedded.Kafka;

/// <summary>What this project throws. <see cref="Error"/> is the code a client would be given for it.</summary>
internal sealed class EmbeddedKafkaException(KafkaError error, string message, Exception? inner = null) : Exception(message, inner)
{
    public KafkaError Error { get; } = error;
}
