namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 11.</summary>
internal sealed class JoinGroupRequest : IMessage
{
    public string GroupId = "";
    public int SessionTimeoutMs;
    public int RebalanceTimeoutMs = -1;
    public string MemberId = "";
    public string? GroupInstanceId;
    public string ProtocolType = "";
    public List<JoinGroupProtocol> Protocols = [];

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref GroupId);
        wire.Int32(ref SessionTimeoutMs);
        if (version >= 1) wire.Int32(ref RebalanceTimeoutMs);
        wire.String(ref MemberId);
        if (version >= 5) wire.NullableString(ref GroupInstanceId);
        wire.String(ref ProtocolType);
        wire.Array(ref Protocols, version);
        wire.Tags();
    }
}

internal sealed class JoinGroupProtocol : IMessage
{
    public string Name = "";
    public byte[] Metadata = [];

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref Name);
        wire.Bytes(ref Metadata);
        wire.Tags();
    }
}

internal sealed class JoinGroupResponse : IMessage
{
    public int ThrottleMs;
    public KafkaError Error;
    public int GenerationId = -1;
    public string? ProtocolType;
    public string? ProtocolName;
    public string Leader = "";
    public string MemberId = "";
    public List<JoinGroupMember> Members = [];

    public void Transfer(Wire wire, short version)
    {
        if (version >= 2) wire.Int32(ref ThrottleMs);
        wire.Error(ref Error);
        wire.Int32(ref GenerationId);
        if (version >= 7) wire.NullableString(ref ProtocolType);
        else ProtocolName ??= "";
        wire.NullableString(ref ProtocolName);
        wire.String(ref Leader);
        wire.String(ref MemberId);
        wire.Array(ref Members, version);
        wire.Tags();
    }
}

internal sealed class JoinGroupMember : IMessage
{
    public string MemberId = "";
    public string? GroupInstanceId;
    public byte[] Metadata = [];

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref MemberId);
        if (version >= 5) wire.NullableString(ref GroupInstanceId);
        wire.Bytes(ref Metadata);
        wire.Tags();
    }
}
