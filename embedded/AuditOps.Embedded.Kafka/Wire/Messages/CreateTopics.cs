namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 19.</summary>
internal sealed class CreateTopicsRequest : IMessage
{
    public List<NewTopic> Topics = [];
    public int TimeoutMs;
    public bool ValidateOnly;

    public void Transfer(Wire wire, short version)
    {
        wire.Array(ref Topics, version);
        wire.Int32(ref TimeoutMs);
        wire.Bool(ref ValidateOnly);
        wire.Tags();
    }
}

internal sealed class NewTopic : IMessage
{
    public string Name = "";
    public int PartitionCount;
    public short ReplicationFactor;
    public List<NewTopicAssignment> Assignments = [];
    public List<ConfigPair> Configs = [];

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref Name);
        wire.Int32(ref PartitionCount);
        wire.Int16(ref ReplicationFactor);
        wire.Array(ref Assignments, version);
        wire.Array(ref Configs, version);
        wire.Tags();
    }
}

internal sealed class NewTopicAssignment : IMessage
{
    public int Index;
    public List<int> Brokers = [];

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref Index);
        wire.Int32Array(ref Brokers);
        wire.Tags();
    }
}

internal sealed class ConfigPair : IMessage
{
    public string Name = "";
    public string? Value;

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref Name);
        wire.NullableString(ref Value);
        wire.Tags();
    }
}

internal sealed class CreateTopicsResponse : IMessage
{
    public int ThrottleMs;
    public List<CreatedTopic> Topics = [];

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref ThrottleMs);
        wire.Array(ref Topics, version);
        wire.Tags();
    }
}

internal sealed class CreatedTopic : IMessage
{
    public string Name = "";
    public Guid TopicId;
    public KafkaError Error;
    public string? ErrorMessage;
    public int PartitionCount = -1;
    public short ReplicationFactor = -1;
    public List<CreatedTopicConfig>? Configs = [];

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref Name);
        if (version >= 7) wire.Uuid(ref TopicId);
        wire.Error(ref Error);
        wire.NullableString(ref ErrorMessage);
        if (version >= 5)
        {
            wire.Int32(ref PartitionCount);
            wire.Int16(ref ReplicationFactor);
            wire.NullableArray(ref Configs, version);
        }
        wire.Tags();
    }
}

internal sealed class CreatedTopicConfig : IMessage
{
    public string Name = "";
    public string? Value;
    public bool ReadOnly;
    public sbyte Source;
    public bool Sensitive;

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref Name);
        wire.NullableString(ref Value);
        wire.Bool(ref ReadOnly);
        wire.Int8(ref Source);
        wire.Bool(ref Sensitive);
        wire.Tags();
    }
}
