namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Where a config value comes from, as answers number it.</summary>
internal static class ConfigSource
{
    public const sbyte Topic = 1;

    /// <summary>Set for this broker while it ran.</summary>
    public const sbyte DynamicBroker = 2;

    /// <summary>Set for all brokers while they ran.</summary>
    public const sbyte DynamicDefault = 3;
    public const sbyte StaticBroker = 4;
    public const sbyte Default = 5;
}
