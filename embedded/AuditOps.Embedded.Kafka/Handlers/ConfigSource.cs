namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Where a config value comes from, as answers number it.</summary>
internal static class ConfigSource
{
    public const sbyte Topic = 1;
    public const sbyte StaticBroker = 4;
    public const sbyte Default = 5;
}
