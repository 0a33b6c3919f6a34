namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 14.</summary>
internal sealed class SyncGroupRequest : IMessage
{
    public string GroupId = "";
    public int GenerationId;
    public string MemberId = "";
    public string? GroupInstanceId;
    public string? ProtocolType;
    public string? ProtocolName;
    public List<SyncGroupAssignment> Assignments = [];

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref GroupId);
        wire.Int32(ref GenerationId);
        wire.String(ref MemberId);
        if (version >= 3) wire.NullableString(ref GroupInstanceId);
        if (version >= 5)
        {
            wire.NullableString(ref ProtocolType);
            wire.NullableString(ref ProtocolName);
        }
        wire.Array(ref Assignments, version);
        wire.Tags();
    }
}

internal sealed class SyncGroupAssignment : IMessage
{
    public string MemberId = "";
    public byte[] Assignment = [];

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref MemberId);
        wire.Bytes(ref Assignment);
        wire.Tags();
    }
}

internal sealed class SyncGroupResponse : IMessage
{
    public int ThrottleMs;
    public KafkaError Error;
    public string? ProtocolType;
    public string? ProtocolName;
    public byte[] Assignment = [];

    public void Transfer(Wire wire, short version)
    {
        if (version >= 1) wire.Int32(ref ThrottleMs);
        wire.Error(ref Error);
        if (version >= 5)
        {
            wire.NullableString(ref ProtocolType);
            wire.NullableString(ref ProtocolName);
        }
        wire.Bytes(ref Assignment);
        wire.Tags();
    }
}
