namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 23.</summary>
internal sealed class OffsetForLeaderEpochRequest : IMessage
{
    public int ReplicaId = -2;
    public List<EpochTopic> Topics = [];

    public void Transfer(Wire wire, short version)
    {
        if (version >= 3) wire.Int32(ref ReplicaId);
        wire.Array(ref Topics, version);
        wire.Tags();
    }
}

internal sealed class EpochTopic : IMessage
{
    public string Name = "";
    public List<EpochPartition> Partitions = [];

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref Name);
        wire.Array(ref Partitions, version);
        wire.Tags();
    }
}

internal sealed class EpochPartition : IMessage
{
    public int Index;
    public int CurrentLeaderEpoch = -1;
    public int LeaderEpoch;

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref Index);
        wire.Int32(ref CurrentLeaderEpoch);
        wire.Int32(ref LeaderEpoch);
        wire.Tags();
    }
}

internal sealed class OffsetForLeaderEpochResponse : IMessage
{
    public int ThrottleMs;
    public List<EpochTopicResult> Topics = [];

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref ThrottleMs);
        wire.Array(ref Topics, version);
        wire.Tags();
    }
}

internal sealed class EpochTopicResult : IMessage
{
    public string Name = "";
    public List<EpochPartitionResult> Partitions = [];

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref Name);
        wire.Array(ref Partitions, version);
        wire.Tags();
    }
}

internal sealed class EpochPartitionResult : IMessage
{
    public KafkaError Error;
    public int Index;
    public int LeaderEpoch = -1;
    public long EndOffset = -1;

    public void Transfer(Wire wire, short version)
    {
        wire.Error(ref Error);
        wire.Int32(ref Index);
        wire.Int32(ref LeaderEpoch);
        wire.Int64(ref EndOffset);
        wire.Tags();
    }
}
