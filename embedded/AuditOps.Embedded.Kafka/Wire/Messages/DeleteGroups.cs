namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 42.</summary>
internal sealed class DeleteGroupsRequest : IMessage
{
    public List<string> Groups = [];

    public void Transfer(Wire wire, short version)
    {
        wire.StringArray(ref Groups);
        wire.Tags();
    }
}

internal sealed class DeleteGroupsResponse : IMessage
{
    public int ThrottleMs;
    public List<DeletedGroup> Results = [];

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref ThrottleMs);
        wire.Array(ref Results, version);
        wire.Tags();
    }
}

internal sealed class DeletedGroup : IMessage
{
    public string GroupId = "";
    public KafkaError Error;

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref GroupId);
        wire.Error(ref Error);
        wire.Tags();
    }
}
