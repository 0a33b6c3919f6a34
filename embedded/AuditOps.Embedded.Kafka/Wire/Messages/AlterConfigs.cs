namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 33: replaces all explicit configs of a resource.</summary>
internal sealed class AlterConfigsRequest : IMessage
{
    public List<AlterConfigsResource> Resources = [];
    public bool ValidateOnly;

    public void Transfer(Wire wire, short version)
    {
        wire.Array(ref Resources, version);
        wire.Bool(ref ValidateOnly);
        wire.Tags();
    }
}

internal sealed class AlterConfigsResource : IMessage
{
    public sbyte Type;
    public string Name = "";
    public List<ConfigPair> Configs = [];

    public void Transfer(Wire wire, short version)
    {
        wire.Int8(ref Type);
        wire.String(ref Name);
        wire.Array(ref Configs, version);
        wire.Tags();
    }
}

/// <summary>The answer to AlterConfigs and IncrementalAlterConfigs.</summary>
internal sealed class AlterConfigsResponse : IMessage
{
    public int ThrottleMs;
    public List<AlteredResource> Results = [];

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref ThrottleMs);
        wire.Array(ref Results, version);
        wire.Tags();
    }
}

internal sealed class AlteredResource : IMessage
{
    public KafkaError Error;
    public string? ErrorMessage;
    public sbyte Type;
    public string Name = "";

    public void Transfer(Wire wire, short version)
    {
        wire.Error(ref Error);
        wire.NullableString(ref ErrorMessage);
        wire.Int8(ref Type);
        wire.String(ref Name);
        wire.Tags();
    }
}
