namespace AuditOps.Kafka.Provisioning;

/// <summary>A setting of a topic that is not what the catalog says.</summary>
/// <param name="Fixed">Whether it was set right.</param>
public sealed record TopicDrift(string Topic, string Setting, string Actual, string Wanted, bool Fixed);
