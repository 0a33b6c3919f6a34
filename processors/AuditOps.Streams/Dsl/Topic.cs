namespace AuditOps.Streams;

/// <summary>A Kafka topic together with how its values are written; keys are UTF-8 text.</summary>
public sealed record Topic<T>(string Name, ISerde<T> Serde);
