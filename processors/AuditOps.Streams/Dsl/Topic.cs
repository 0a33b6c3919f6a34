namespace AuditOps.Streams;

/// <summary>A Kafka topic together with how its values are written.</summary>
public sealed record Topic<T>(string Name, ISerde<T> Serde);
