namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 2.</summary>
internal sealed class ListOffsetsRequest : IMessage
{
    public int ReplicaId = -1;
    public sbyte IsolationLevel;
    public List<ListOffsetsTopic> Topics = [];

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref ReplicaId);
        if (version >= 2) wire.Int8(ref IsolationLevel);
        wire.Array(ref Topics, version);
        wire.Tags();
    }
}

internal sealed class ListOffsetsTopic : IMessage
{
    public string Name = "";
    public List<ListOffsetsPartition> Partitions = [];

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref Name);
        wire.Array(ref Partitions, version);
        wire.Tags();
    }
}

internal sealed class ListOffsetsPartition : IMessage
{
    public int Index;
    public int CurrentLeaderEpoch = -1;
    public long Timestamp;

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref Index);
        if (version >= 4) wire.Int32(ref CurrentLeaderEpoch);
        wire.Int64(ref Timestamp);
        wire.Tags();
    }
}

internal sealed class ListOffsetsResponse : IMessage
{
    public int ThrottleMs;
    public List<ListOffsetsTopicResult> Topics = [];

    public void Transfer(Wire wire, short version)
    {
        if (version >= 2) wire.Int32(ref ThrottleMs);
        wire.Array(ref Topics, version);
        wire.Tags();
    }
}

internal sealed class ListOffsetsTopicResult : IMessage
{
    public string Name = "";
    public List<ListOffsetsPartitionResult> Partitions = [];

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref Name);
        wire.Array(ref Partitions, version);
        wire.Tags();
    }
}

internal sealed class ListOffsetsPartitionResult : IMessage
{
    public int Index;
    public KafkaError Error;
    public long Timestamp = -1;
    public long Offset = -1;
    public int LeaderEpoch = -1;

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref Index);
        wire.Error(ref Error);
        wire.Int64(ref Timestamp);
        wire.Int64(ref Offset);
        if (version >= 4) wire.Int32(ref LeaderEpoch);
        wire.Tags();
    }
}
