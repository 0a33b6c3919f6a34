namespace AuditOps.Kafka;

/// <summary>Base of the errors of this project. The message is one sentence for the person who runs AuditOps.</summary>
public class KafkaAccessException(KafkaErrorCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    public KafkaErrorCode Code { get; } = code;
}
