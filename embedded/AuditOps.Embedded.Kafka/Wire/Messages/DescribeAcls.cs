namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 29: a filter.</summary>
internal sealed class DescribeAclsRequest : AclFilterFields;

/// <summary>Which bindings are meant; null texts match all. Before version 1 the pattern is literal.</summary>
internal class AclFilterFields : IMessage
{
    public sbyte Resource;
    public string? Name;
    public sbyte Pattern = 3;
    public string? Principal;
    public string? Host;
    public sbyte Operation;
    public sbyte Permission;

    public void Transfer(Wire wire, short version)
    {
        wire.Int8(ref Resource);
        wire.NullableString(ref Name);
        if (version >= 1) wire.Int8(ref Pattern);
        wire.NullableString(ref Principal);
        wire.NullableString(ref Host);
        wire.Int8(ref Operation);
        wire.Int8(ref Permission);
        wire.Tags();
    }
}

internal sealed class DescribeAclsResponse : IMessage
{
    public int ThrottleMs;
    public KafkaError Error;
    public string? ErrorMessage;
    public List<DescribedAclResource> Resources = [];

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref ThrottleMs);
        wire.Error(ref Error);
        wire.NullableString(ref ErrorMessage);
        wire.Array(ref Resources, version);
        wire.Tags();
    }
}

internal sealed class DescribedAclResource : IMessage
{
    public sbyte Resource;
    public string Name = "";
    public sbyte Pattern = 3;
    public List<DescribedAcl> Acls = [];

    public void Transfer(Wire wire, short version)
    {
        wire.Int8(ref Resource);
        wire.String(ref Name);
        if (version >= 1) wire.Int8(ref Pattern);
        wire.Array(ref Acls, version);
        wire.Tags();
    }
}

internal sealed class DescribedAcl : IMessage
{
    public string Principal = "";
    public string Host = "";
    public sbyte Operation;
    public sbyte Permission;

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref Principal);
        wire.String(ref Host);
        wire.Int8(ref Operation);
        wire.Int8(ref Permission);
        wire.Tags();
    }
}
