namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 10. From version 4 on, several keys in one request.</summary>
internal sealed class FindCoordinatorRequest : IMessage
{
    public sbyte KeyType;
    public List<string> Keys = [];

    public void Transfer(Wire wire, short version)
    {
        if (version < 4)
        {
            var only = wire.Reading ? "" : Keys[0];
            wire.String(ref only);
            if (wire.Reading) Keys.Add(only);
        }
        if (version >= 1) wire.Int8(ref KeyType);
        if (version >= 4) wire.StringArray(ref Keys);
        wire.Tags();
    }
}

internal sealed class FindCoordinatorResponse : IMessage
{
    public int ThrottleMs;
    public List<CoordinatorEntry> Coordinators = [];

    public void Transfer(Wire wire, short version)
    {
        if (version >= 1) wire.Int32(ref ThrottleMs);
        if (version >= 4)
        {
            wire.Array(ref Coordinators, version);
        }
        else
        {
            var only = wire.Reading ? new CoordinatorEntry() : Coordinators[0];
            wire.Error(ref only.Error);
            if (version >= 1) wire.NullableString(ref only.ErrorMessage);
            wire.Int32(ref only.NodeId);
            wire.String(ref only.Host);
            wire.Int32(ref only.Port);
            if (wire.Reading) Coordinators.Add(only);
        }
        wire.Tags();
    }
}

internal sealed class CoordinatorEntry : IMessage
{
    public string Key = "";
    public int NodeId = -1;
    public string Host = "";
    public int Port = -1;
    public KafkaError Error;
    public string? ErrorMessage;

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref Key);
        wire.Int32(ref NodeId);
        wire.String(ref Host);
        wire.Int32(ref Port);
        wire.Error(ref Error);
        wire.NullableString(ref ErrorMessage);
        wire.Tags();
    }
}
