namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 20. From version 6 on, a topic is named by name or by id.</summary>
internal sealed class DeleteTopicsRequest : IMessage
{
    public List<DeleteTopic> Topics = [];
    public int TimeoutMs;

    public void Transfer(Wire wire, short version)
    {
        if (version >= 6)
        {
            wire.Array(ref Topics, version);
        }
        else
        {
            var names = wire.Reading ? [] : Topics.ConvertAll(topic => topic.Name ?? "");
            wire.StringArray(ref names);
            if (wire.Reading) Topics = names.ConvertAll(name => new DeleteTopic { Name = name });
        }
        wire.Int32(ref TimeoutMs);
        wire.Tags();
    }
}

internal sealed class DeleteTopic : IMessage
{
    public string? Name;
    public Guid TopicId;

    public void Transfer(Wire wire, short version)
    {
        wire.NullableString(ref Name);
        wire.Uuid(ref TopicId);
        wire.Tags();
    }
}

internal sealed class DeleteTopicsResponse : IMessage
{
    public int ThrottleMs;
    public List<DeletedTopic> Topics = [];

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref ThrottleMs);
        wire.Array(ref Topics, version);
        wire.Tags();
    }
}

internal sealed class DeletedTopic : IMessage
{
    public string? Name;
    public Guid TopicId;
    public KafkaError Error;
    public string? ErrorMessage;

    public void Transfer(Wire wire, short version)
    {
        if (version < 6) Name ??= "";
        wire.NullableString(ref Name);
        if (version >= 6) wire.Uuid(ref TopicId);
        wire.Error(ref Error);
        if (version >= 5) wire.NullableString(ref ErrorMessage);
        wire.Tags();
    }
}
