namespace AuditOps.Kafka.Provisioning;

/// <summary>A topic that was given more partitions.</summary>
public sealed record TopicExtension(string Topic, int Before, int After);
