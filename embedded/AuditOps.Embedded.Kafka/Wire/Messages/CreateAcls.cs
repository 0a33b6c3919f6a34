namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 30.</summary>
internal sealed class CreateAclsRequest : IMessage
{
    public List<AclCreation> Creations = [];

    public void Transfer(Wire wire, short version)
    {
        wire.Array(ref Creations, version);
        wire.Tags();
    }
}

/// <summary>A binding to be; before version 1 its pattern is literal.</summary>
internal sealed class AclCreation : IMessage
{
    public sbyte Resource;
    public string Name = "";
    public sbyte Pattern = 3;
    public string Principal = "";
    public string Host = "";
    public sbyte Operation;
    public sbyte Permission;

    public void Transfer(Wire wire, short version)
    {
        wire.Int8(ref Resource);
        wire.String(ref Name);
        if (version >= 1) wire.Int8(ref Pattern);
        wire.String(ref Principal);
        wire.String(ref Host);
        wire.Int8(ref Operation);
        wire.Int8(ref Permission);
        wire.Tags();
    }
}

internal sealed class CreateAclsResponse : IMessage
{
    public int ThrottleMs;
    public List<AclCreationResult> Results = [];

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref ThrottleMs);
        wire.Array(ref Results, version);
        wire.Tags();
    }
}

internal sealed class AclCreationResult : IMessage
{
    public KafkaError Error;
    public string? ErrorMessage;

    public void Transfer(Wire wire, short version)
    {
        wire.Error(ref Error);
        wire.NullableString(ref ErrorMessage);
        wire.Tags();
    }
}
