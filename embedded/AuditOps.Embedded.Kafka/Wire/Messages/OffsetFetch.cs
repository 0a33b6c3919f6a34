namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 9. From version 8 on, several groups in one request.</summary>
internal sealed class OffsetFetchRequest : IMessage
{
    public List<OffsetFetchGroup> Groups = [];
    public bool RequireStable;

    public void Transfer(Wire wire, short version)
    {
        if (version >= 8)
        {
            wire.Array(ref Groups, version);
        }
        else
        {
            var only = wire.Reading ? new OffsetFetchGroup() : Groups[0];
            wire.String(ref only.GroupId);
            wire.NullableArray(ref only.Topics, version);
            if (only.Topics is null && version < 2) throw new MalformedRequestException("the topics array is null");
            if (wire.Reading) Groups.Add(only);
        }
        if (version >= 7) wire.Bool(ref RequireStable);
        wire.Tags();
    }
}

internal sealed class OffsetFetchGroup : IMessage
{
    public string GroupId = "";

    /// <summary>Null asks for everything the group has committed.</summary>
    public List<OffsetFetchTopic>? Topics;

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref GroupId);
        wire.NullableArray(ref Topics, version);
        wire.Tags();
    }
}

internal sealed class OffsetFetchTopic : IMessage
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

internal sealed class OffsetFetchResponse : IMessage
{
    public int ThrottleMs;
    public List<OffsetFetchGroupResult> Groups = [];

    public void Transfer(Wire wire, short version)
    {
        if (version >= 3) wire.Int32(ref ThrottleMs);
        if (version >= 8)
        {
            wire.Array(ref Groups, version);
        }
        else
        {
            var only = wire.Reading ? new OffsetFetchGroupResult() : Groups[0];
            wire.Array(ref only.Topics, version);
            if (version >= 2) wire.Error(ref only.Error);
            if (wire.Reading) Groups.Add(only);
        }
        wire.Tags();
    }
}

internal sealed class OffsetFetchGroupResult : IMessage
{
    public string GroupId = "";
    public List<OffsetFetchTopicResult> Topics = [];
    public KafkaError Error;

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref GroupId);
        wire.Array(ref Topics, version);
        wire.Error(ref Error);
        wire.Tags();
    }
}

internal sealed class OffsetFetchTopicResult : IMessage
{
    public string Name = "";
    public List<OffsetFetchPartitionResult> Partitions = [];

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref Name);
        wire.Array(ref Partitions, version);
        wire.Tags();
    }
}

internal sealed class OffsetFetchPartitionResult : IMessage
{
    public int Index;
    public long Offset = -1;
    public int LeaderEpoch = -1;
    public string? Metadata = "";
    public KafkaError Error;

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref Index);
        wire.Int64(ref Offset);
        if (version >= 5) wire.Int32(ref LeaderEpoch);
        wire.NullableString(ref Metadata);
        wire.Error(ref Error);
        wire.Tags();
    }
}
