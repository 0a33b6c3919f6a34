namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 15.</summary>
internal sealed class DescribeGroupsRequest : IMessage
{
    public List<string> Groups = [];
    public bool IncludeOperations;

    public void Transfer(Wire wire, short version)
    {
        wire.StringArray(ref Groups);
        if (version >= 3) wire.Bool(ref IncludeOperations);
        wire.Tags();
    }
}

internal sealed class DescribeGroupsResponse : IMessage
{
    public int ThrottleMs;
    public List<DescribedGroup> Groups = [];

    public void Transfer(Wire wire, short version)
    {
        if (version >= 1) wire.Int32(ref ThrottleMs);
        wire.Array(ref Groups, version);
        wire.Tags();
    }
}

internal sealed class DescribedGroup : IMessage
{
    public KafkaError Error;
    public string GroupId = "";
    public string State = "";
    public string ProtocolType = "";
    public string Protocol = "";
    public List<DescribedMember> Members = [];
    public int Operations = int.MinValue;

    public void Transfer(Wire wire, short version)
    {
        wire.Error(ref Error);
        wire.String(ref GroupId);
        wire.String(ref State);
        wire.String(ref ProtocolType);
        wire.String(ref Protocol);
        wire.Array(ref Members, version);
        if (version >= 3) wire.Int32(ref Operations);
        wire.Tags();
    }
}

internal sealed class DescribedMember : IMessage
{
    public string MemberId = "";
    public string? GroupInstanceId;
    public string ClientId = "";
    public string ClientHost = "";
    public byte[] Metadata = [];
    public byte[] Assignment = [];

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref MemberId);
        if (version >= 4) wire.NullableString(ref GroupInstanceId);
        wire.String(ref ClientId);
        wire.String(ref ClientHost);
        wire.Bytes(ref Metadata);
        wire.Bytes(ref Assignment);
        wire.Tags();
    }
}
