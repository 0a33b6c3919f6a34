namespace AuditOps.Embedded.Kafka.Wire;

/// <summary>Bytes that are not the message they claim to be. The connection they came on is closed; nothing else is affected.</summary>
internal sealed class MalformedRequestException(string message) : Exception(message);
