namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 8.</summary>
internal sealed class OffsetCommitRequest : IMessage
{
    public string GroupId = "";
    public int GenerationId = -1;
    public string MemberId = "";
    public string? GroupInstanceId;
    public long RetentionTimeMs = -1;
    public List<OffsetCommitTopic> Topics = [];

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref GroupId);
        wire.Int32(ref GenerationId);
        wire.String(ref MemberId);
        if (version >= 7) wire.NullableString(ref GroupInstanceId);
        if (version <= 4) wire.Int64(ref RetentionTimeMs);
        wire.Array(ref Topics, version);
        wire.Tags();
    }
}

internal sealed class OffsetCommitTopic : IMessage
{
    public string Name = "";
    public List<OffsetCommitPartition> Partitions = [];

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref Name);
        wire.Array(ref Partitions, version);
        wire.Tags();
    }
}

internal sealed class OffsetCommitPartition : IMessage
{
    public int Index;
    public long Offset;
    public int LeaderEpoch = -1;
    public string? Metadata;

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref Index);
        wire.Int64(ref Offset);
        if (version >= 6) wire.Int32(ref LeaderEpoch);
        wire.NullableString(ref Metadata);
        wire.Tags();
    }
}

internal sealed class OffsetCommitResponse : IMessage
{
    public int ThrottleMs;
    public List<TopicErrors> Topics = [];

    public void Transfer(Wire wire, short version)
    {
        if (version >= 3) wire.Int32(ref ThrottleMs);
        wire.Array(ref Topics, version);
        wire.Tags();
    }
}

/// <summary>A topic with one error code per partition: the shape several answers share.</summary>
internal sealed class TopicErrors : IMessage
{
    public string Name = "";
    public List<PartitionError> Partitions = [];

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref Name);
        wire.Array(ref Partitions, version);
        wire.Tags();
    }
}

internal sealed class PartitionError : IMessage
{
    public int Index;
    public KafkaError Error;

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref Index);
        wire.Error(ref Error);
        wire.Tags();
    }
}
