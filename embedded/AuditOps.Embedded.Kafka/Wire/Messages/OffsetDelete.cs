namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 47.</summary>
internal sealed class OffsetDeleteRequest : IMessage
{
    public string GroupId = "";
    public List<OffsetDeleteTopic> Topics = [];

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref GroupId);
        wire.Array(ref Topics, version);
        wire.Tags();
    }
}

internal sealed class OffsetDeleteTopic : IMessage
{
    public string Name = "";
    public List<int> Partitions = [];

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref Name);
        wire.Int32Array(ref Partitions);
        wire.Tags();
    }
}

internal sealed class OffsetDeleteResponse : IMessage
{
    public KafkaError Error;
    public int ThrottleMs;
    public List<TopicErrors> Topics = [];

    public void Transfer(Wire wire, short version)
    {
        wire.Error(ref Error);
        wire.Int32(ref ThrottleMs);
        wire.Array(ref Topics, version);
        wire.Tags();
    }
}
