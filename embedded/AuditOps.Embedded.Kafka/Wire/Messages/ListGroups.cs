namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 16.</summary>
internal sealed class ListGroupsRequest : IMessage
{
    public List<string> States = [];

    public void Transfer(Wire wire, short version)
    {
        if (version >= 4) wire.StringArray(ref States);
        wire.Tags();
    }
}

internal sealed class ListGroupsResponse : IMessage
{
    public int ThrottleMs;
    public KafkaError Error;
    public List<ListedGroup> Groups = [];

    public void Transfer(Wire wire, short version)
    {
        if (version >= 1) wire.Int32(ref ThrottleMs);
        wire.Error(ref Error);
        wire.Array(ref Groups, version);
        wire.Tags();
    }
}

internal sealed class ListedGroup : IMessage
{
    public string GroupId = "";
    public string ProtocolType = "";
    public string State = "";

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref GroupId);
        wire.String(ref ProtocolType);
        if (version >= 4) wire.String(ref State);
        wire.Tags();
    }
}
