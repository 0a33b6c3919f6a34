namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 28.</summary>
internal sealed class TxnOffsetCommitRequest : IMessage
{
    public string TransactionalId = "";
    public string GroupId = "";
    public long ProducerId;
    public short ProducerEpoch;
    public int GenerationId = -1;
    public string MemberId = "";
    public string? GroupInstanceId;
    public List<TxnOffsetTopic> Topics = [];

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref TransactionalId);
        wire.String(ref GroupId);
        wire.Int64(ref ProducerId);
        wire.Int16(ref ProducerEpoch);
        if (version >= 3)
        {
            wire.Int32(ref GenerationId);
            wire.String(ref MemberId);
            wire.NullableString(ref GroupInstanceId);
        }
        wire.Array(ref Topics, version);
        wire.Tags();
    }
}

internal sealed class TxnOffsetTopic : IMessage
{
    public string Name = "";
    public List<TxnOffsetPartition> Partitions = [];

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref Name);
        wire.Array(ref Partitions, version);
        wire.Tags();
    }
}

internal sealed class TxnOffsetPartition : IMessage
{
    public int Index;
    public long Offset;
    public int LeaderEpoch = -1;
    public string? Metadata;

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref Index);
        wire.Int64(ref Offset);
        if (version >= 2) wire.Int32(ref LeaderEpoch);
        wire.NullableString(ref Metadata);
        wire.Tags();
    }
}

internal sealed class TxnOffsetCommitResponse : IMessage
{
    public int ThrottleMs;
    public List<TopicErrors> Topics = [];

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref ThrottleMs);
        wire.Array(ref Topics, version);
        wire.Tags();
    }
}
