namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 31.</summary>
internal sealed class DeleteAclsRequest : IMessage
{
    public List<AclFilterFields> Filters = [];

    public void Transfer(Wire wire, short version)
    {
        wire.Array(ref Filters, version);
        wire.Tags();
    }
}

internal sealed class DeleteAclsResponse : IMessage
{
    public int ThrottleMs;
    public List<DeletedAcls> Results = [];

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref ThrottleMs);
        wire.Array(ref Results, version);
        wire.Tags();
    }
}

/// <summary>What became of one filter.</summary>
internal sealed class DeletedAcls : IMessage
{
    public KafkaError Error;
    public string? ErrorMessage;
    public List<DeletedAcl> Acls = [];

    public void Transfer(Wire wire, short version)
    {
        wire.Error(ref Error);
        wire.NullableString(ref ErrorMessage);
        wire.Array(ref Acls, version);
        wire.Tags();
    }
}

internal sealed class DeletedAcl : IMessage
{
    public KafkaError Error;
    public string? ErrorMessage;
    public sbyte Resource;
    public string Name = "";
    public sbyte Pattern = 3;
    public string Principal = "";
    public string Host = "";
    public sbyte Operation;
    public sbyte Permission;

    public void Transfer(Wire wire, short version)
    {
        wire.Error(ref Error);
        wire.NullableString(ref ErrorMessage);
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
