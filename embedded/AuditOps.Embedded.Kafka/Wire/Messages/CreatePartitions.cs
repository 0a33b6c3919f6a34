namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 37.</summary>
internal sealed class CreatePartitionsRequest : IMessage
{
    public List<CreatePartitionsTopic> Topics = [];
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

internal sealed class CreatePartitionsTopic : IMessage
{
    public string Name = "";
    public int Count;
    public List<CreatePartitionsAssignment>? Assignments;

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref Name);
        wire.Int32(ref Count);
        wire.NullableArray(ref Assignments, version);
        wire.Tags();
    }
}

internal sealed class CreatePartitionsAssignment : IMessage
{
    public List<int> Brokers = [];

    public void Transfer(Wire wire, short version)
    {
        wire.Int32Array(ref Brokers);
        wire.Tags();
    }
}

internal sealed class CreatePartitionsResponse : IMessage
{
    public int ThrottleMs;
    public List<CreatePartitionsResult> Results = [];

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref ThrottleMs);
        wire.Array(ref Results, version);
        wire.Tags();
    }
}

internal sealed class CreatePartitionsResult : IMessage
{
    public string Name = "";
    public KafkaError Error;
    public string? ErrorMessage;

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref Name);
        wire.Error(ref Error);
        wire.NullableString(ref ErrorMessage);
        wire.Tags();
    }
}
