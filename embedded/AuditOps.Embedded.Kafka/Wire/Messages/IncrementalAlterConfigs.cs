namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 44.</summary>
internal sealed class IncrementalAlterConfigsRequest : IMessage
{
    public List<IncrementalResource> Resources = [];
    public bool ValidateOnly;

    public void Transfer(Wire wire, short version)
    {
        wire.Array(ref Resources, version);
        wire.Bool(ref ValidateOnly);
        wire.Tags();
    }
}

internal sealed class IncrementalResource : IMessage
{
    public sbyte Type;
    public string Name = "";
    public List<IncrementalConfig> Configs = [];

    public void Transfer(Wire wire, short version)
    {
        wire.Int8(ref Type);
        wire.String(ref Name);
        wire.Array(ref Configs, version);
        wire.Tags();
    }
}

internal sealed class IncrementalConfig : IMessage
{
    public string Name = "";

    /// <summary>0 set, 1 delete, 2 append to a list, 3 subtract from a list.</summary>
    public sbyte Operation;
    public string? Value;

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref Name);
        wire.Int8(ref Operation);
        wire.NullableString(ref Value);
        wire.Tags();
    }
}
