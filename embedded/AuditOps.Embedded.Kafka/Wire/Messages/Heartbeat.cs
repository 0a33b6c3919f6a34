namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 12.</summary>
internal sealed class HeartbeatRequest : IMessage
{
    public string GroupId = "";
    public int GenerationId;
    public string MemberId = "";
    public string? GroupInstanceId;

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref GroupId);
        wire.Int32(ref GenerationId);
        wire.String(ref MemberId);
        if (version >= 3) wire.NullableString(ref GroupInstanceId);
        wire.Tags();
    }
}

internal sealed class HeartbeatResponse : IMessage
{
    public int ThrottleMs;
    public KafkaError Error;

    public void Transfer(Wire wire, short version)
    {
        if (version >= 1) wire.Int32(ref ThrottleMs);
        wire.Error(ref Error);
        wire.Tags();
    }
}
