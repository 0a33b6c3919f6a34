namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Kinds of things that have configs, as requests number them.</summary>
internal static class ResourceType
{
    public const sbyte Topic = 2;
    public const sbyte Broker = 4;
    public const sbyte Group = 32;
}
