using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Wire;

namespace AuditOps.Embedded.Kafka.Groups;

/// <summary>Groups and offsets on disk. Calls are made under the registry's lock.</summary>
internal sealed class GroupLog(LogStore store) : IDisposable
{
    private const short Version = 1;

    private readonly InternalLog _log = store.OpenInternal("groups");
    private readonly WireWriter _key = new();
    private readonly WireWriter _value = new();

    /// <summary>Writes a group's state. Gives the position to wait for.</summary>
    public long Save(Group group)
    {
        var value = new GroupValue
        {
            Generation = group.Generation,
            ProtocolType = group.ProtocolType,
            Protocol = group.Protocol,
            LeaderId = group.LeaderId,
            EmptySinceMs = group.EmptySinceMs,
        };
        foreach (var member in group.Members)
        {
            value.Members.Add(new GroupMemberValue
            {
                Id = member.Id,
                InstanceId = member.InstanceId,
                ClientId = member.ClientId,
                ClientHost = member.ClientHost,
                SessionTimeoutMs = member.SessionTimeoutMs,
                RebalanceTimeoutMs = member.RebalanceTimeoutMs,
                Protocols = member.Protocols,
                Assignment = member.Assignment,
            });
        }
        return Append(new GroupKey { Kind = GroupKey.GroupKind, GroupId = group.Id }, value);
    }

    public long Save(Group group, string topic, int partition, OffsetEntry entry) =>
        Append(OffsetKey(group, topic, partition), Value(entry));

    /// <summary>Writes an offset that waits for its transaction.</summary>
    public long Hold(Group group, long producerId, string topic, int partition, OffsetEntry entry) => Append(HeldKey(group, producerId, topic, partition), Value(entry));

    public long Release(Group group, long producerId, string topic, int partition) => Append(HeldKey(group, producerId, topic, partition), null);

    public InternalLog Log => _log;

    public long Remove(Group group) => Append(new GroupKey { Kind = GroupKey.GroupKind, GroupId = group.Id }, null);

    public long Remove(Group group, string topic, int partition) => Append(OffsetKey(group, topic, partition), null);

    public bool RegisterFlushWaiter(long position, IFlushWaiter waiter) => _log.RegisterFlushWaiter(position, waiter, 0);

    /// <summary>Rebuilds all groups, without their timers.</summary>
    public Dictionary<string, Group> Load()
    {
        var groups = new Dictionary<string, Group>(StringComparer.Ordinal);
        var reader = new WireReader();
        _log.Replay((key, value) =>
        {
            var parsed = Read<GroupKey>(reader, key);
            if (!groups.TryGetValue(parsed.GroupId, out var group)) groups[parsed.GroupId] = group = new Group(parsed.GroupId);
            if (parsed.Kind == GroupKey.GroupKind)
            {
                Restore(group, Read<GroupValue>(reader, value));
            }
            else
            {
                var offset = Read<OffsetValue>(reader, value);
                var entry = new OffsetEntry(offset.Offset, offset.LeaderEpoch, offset.Metadata, offset.CommittedAtMs);
                var into = group.Offsets;
                if (parsed.Kind == GroupKey.HeldOffsetKind && !group.HeldOffsets.TryGetValue(parsed.ProducerId, out into)) group.HeldOffsets[parsed.ProducerId] = into = [];
                into[(parsed.Topic, parsed.Partition)] = entry;
            }
        });
        return groups;
    }

    public void Dispose()
    {
        _key.Dispose();
        _value.Dispose();
    }

    private static GroupKey OffsetKey(Group group, string topic, int partition) =>
        new() { Kind = GroupKey.OffsetKind, GroupId = group.Id, Topic = topic, Partition = partition };

    private static GroupKey HeldKey(Group group, long producerId, string topic, int partition) =>
        new() { Kind = GroupKey.HeldOffsetKind, GroupId = group.Id, Topic = topic, Partition = partition, ProducerId = producerId };

    private static OffsetValue Value(OffsetEntry entry) =>
        new() { Offset = entry.Offset, LeaderEpoch = entry.LeaderEpoch, Metadata = entry.Metadata, CommittedAtMs = entry.CommittedAtMs };

    private static T Read<T>(WireReader reader, ReadOnlySpan<byte> bytes)
        where T : IMessage, new()
    {
        reader.Reset(bytes.ToArray(), 0, bytes.Length);
        var message = new T();
        message.Transfer(reader, Version);
        return message;
    }

    private static void Restore(Group group, GroupValue value)
    {
        group.Generation = value.Generation;
        group.ProtocolType = value.ProtocolType;
        group.Protocol = value.Protocol;
        group.EmptySinceMs = value.EmptySinceMs;
        foreach (var saved in value.Members)
        {
            group.Add(new GroupMember(saved.Id, saved.InstanceId)
            {
                ClientId = saved.ClientId,
                ClientHost = saved.ClientHost,
                SessionTimeoutMs = saved.SessionTimeoutMs,
                RebalanceTimeoutMs = saved.RebalanceTimeoutMs,
                Protocols = saved.Protocols,
                Assignment = saved.Assignment,
            });
        }
        group.LeaderId = value.LeaderId;
        group.State = group.Members.Count > 0 ? GroupState.Stable : GroupState.Empty;
    }

    private long Append(GroupKey key, IMessage? value)
    {
        _key.Reset();
        _value.Reset();
        key.Transfer(_key, Version);
        value?.Transfer(_value, Version);
        return _log.Append(_key.Written.Span, _value.Written.Span);
    }
}
