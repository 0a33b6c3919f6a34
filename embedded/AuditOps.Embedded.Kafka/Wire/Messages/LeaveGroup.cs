namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 13. From version 3 on, several members in one request.</summary>
internal sealed class LeaveGroupRequest : IMessage
{
    public string GroupId = "";
    public List<LeavingMember> Members = [];

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref GroupId);
        if (version >= 3)
        {
            wire.Array(ref Members, version);
        }
        else
        {
            var only = wire.Reading ? new LeavingMember() : Members[0];
            wire.String(ref only.MemberId);
            if (wire.Reading) Members.Add(only);
        }
        wire.Tags();
    }
}

internal sealed class LeavingMember : IMessage
{
    public string MemberId = "";
    public string? GroupInstanceId;

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref MemberId);
        wire.NullableString(ref GroupInstanceId);
        wire.Tags();
    }
}

internal sealed class LeaveGroupResponse : IMessage
{
    public int ThrottleMs;
    public KafkaError Error;
    public List<LeftMember> Members = [];

    public void Transfer(Wire wire, short version)
    {
        if (version >= 1) wire.Int32(ref ThrottleMs);
        wire.Error(ref Error);
        if (version >= 3) wire.Array(ref Members, version);
        wire.Tags();
    }
}

internal sealed class LeftMember : IMessage
{
    public string MemberId = "";
    public string? GroupInstanceId;
    public KafkaError Error;

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref MemberId);
        wire.NullableString(ref GroupInstanceId);
        wire.Error(ref Error);
        wire.Tags();
    }
}
