using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Groups;

/// <summary>What the group log's keys look like: a kind, the group and, for an offset, the partition.</summary>
internal sealed class GroupKey : IMessage
{
    public const sbyte GroupKind = 1;
    public const sbyte OffsetKind = 2;

    /// <summary>An offset that waits for its transaction's outcome.</summary>
    public const sbyte HeldOffsetKind = 3;

    public sbyte Kind;
    public string GroupId = "";
    public string Topic = "";
    public int Partition;
    public long ProducerId;

    public void Transfer(Wire.Wire wire, short version)
    {
        wire.Int8(ref Kind);
        wire.String(ref GroupId);
        if (Kind == GroupKind) return;
        wire.String(ref Topic);
        wire.Int32(ref Partition);
        if (Kind == HeldOffsetKind) wire.Int64(ref ProducerId);
    }
}

/// <summary>A group as the log keeps it.</summary>
internal sealed class GroupValue : IMessage
{
    /// <summary>Layout of the values below; another number is not read.</summary>
    public const sbyte Layout = 1;

    public sbyte LayoutVersion = Layout;
    public int Generation;
    public string? ProtocolType;
    public string? Protocol;
    public string? LeaderId;
    public long EmptySinceMs;
    public List<GroupMemberValue> Members = [];

    public void Transfer(Wire.Wire wire, short version)
    {
        wire.Int8(ref LayoutVersion);
        if (LayoutVersion != Layout) throw new MalformedRequestException($"layout {LayoutVersion} of a group record is not known");
        wire.Int32(ref Generation);
        wire.NullableString(ref ProtocolType);
        wire.NullableString(ref Protocol);
        wire.NullableString(ref LeaderId);
        wire.Int64(ref EmptySinceMs);
        wire.Array(ref Members, version);
    }
}

internal sealed class GroupMemberValue : IMessage
{
    public string Id = "";
    public string? InstanceId;
    public string ClientId = "";
    public string ClientHost = "";
    public int SessionTimeoutMs;
    public int RebalanceTimeoutMs;
    public List<JoinGroupProtocol> Protocols = [];
    public byte[] Assignment = [];

    public void Transfer(Wire.Wire wire, short version)
    {
        wire.String(ref Id);
        wire.NullableString(ref InstanceId);
        wire.String(ref ClientId);
        wire.String(ref ClientHost);
        wire.Int32(ref SessionTimeoutMs);
        wire.Int32(ref RebalanceTimeoutMs);
        wire.Array(ref Protocols, version);
        wire.Bytes(ref Assignment);
    }
}

/// <summary>A committed offset as the log keeps it.</summary>
internal sealed class OffsetValue : IMessage
{
    public sbyte LayoutVersion = GroupValue.Layout;
    public long Offset;
    public int LeaderEpoch;
    public string Metadata = "";
    public long CommittedAtMs;

    public void Transfer(Wire.Wire wire, short version)
    {
        wire.Int8(ref LayoutVersion);
        if (LayoutVersion != GroupValue.Layout) throw new MalformedRequestException($"layout {LayoutVersion} of an offset record is not known");
        wire.Int64(ref Offset);
        wire.Int32(ref LeaderEpoch);
        wire.String(ref Metadata);
        wire.Int64(ref CommittedAtMs);
    }
}
