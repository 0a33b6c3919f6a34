namespace AuditOps.Embedded.Kafka.Groups;

/// <summary>A consumer group: members, generation and committed offsets. Guarded by the registry's lock.</summary>
internal sealed class Group(string id)
{
    /// <summary>How long each member has waited is not known to the others, so the order of joining decides who leads.</summary>
    private readonly List<GroupMember> _members = [];

    public string Id { get; } = id;

    public GroupState State { get; set; } = GroupState.Empty;

    public int Generation { get; set; }

    /// <summary>"consumer" for consumers; null before the first join.</summary>
    public string? ProtocolType { get; set; }

    /// <summary>The assignor all members support; null while there is none.</summary>
    public string? Protocol { get; set; }

    public string? LeaderId { get; set; }

    public IReadOnlyList<GroupMember> Members => _members;

    /// <summary>Ids given out and not yet used to join, with the time until which they may be.</summary>
    public Dictionary<string, long> Pending { get; } = new(StringComparer.Ordinal);

    public Dictionary<(string Topic, int Partition), OffsetEntry> Offsets { get; } = [];

    /// <summary>Offsets committed in transactions that are still open, by producer id.</summary>
    public Dictionary<long, Dictionary<(string Topic, int Partition), OffsetEntry>> HeldOffsets { get; } = [];

    /// <summary>Unix time in ms at which the last member left.</summary>
    public long EmptySinceMs { get; set; }

    /// <summary>When the join barrier opens even if members are missing; <see cref="long.MaxValue"/> when there is none.</summary>
    public long JoinDeadlineMs { get; set; } = long.MaxValue;

    /// <summary>When members that have not asked for their assignment are removed.</summary>
    public long SyncDeadlineMs { get; set; } = long.MaxValue;

    /// <summary>While a new group waits for more members: what may still be added to the wait, ms. Negative when it does not wait.</summary>
    public long InitialDelayLeftMs { get; set; } = -1;

    /// <summary>Whether somebody joined since the initial delay was last looked at.</summary>
    public bool JoinedDuringDelay { get; set; }

    /// <summary>The earliest moment a timer is set for.</summary>
    public long TimerDueMs { get; set; } = long.MaxValue;

    public GroupMember? Find(string memberId)
    {
        foreach (var member in _members)
        {
            if (member.Id == memberId) return member;
        }
        return null;
    }

    public GroupMember? FindStatic(string? instanceId)
    {
        if (instanceId is null) return null;
        foreach (var member in _members)
        {
            if (member.InstanceId == instanceId) return member;
        }
        return null;
    }

    public void Add(GroupMember member)
    {
        _members.Add(member);
        LeaderId ??= member.Id;
        Pending.Remove(member.Id);
    }

    public void Remove(GroupMember member)
    {
        _members.Remove(member);
        if (LeaderId == member.Id) LeaderId = _members.Count > 0 ? _members[0].Id : null;
    }

    /// <summary>Whether members offering these protocols could be assigned together with those already here.</summary>
    public bool Accepts(string protocolType, List<Wire.Messages.JoinGroupProtocol> protocols, GroupMember? except)
    {
        if (protocolType.Length == 0 || protocols.Count == 0) return false;
        var others = _members.Count - (except is null ? 0 : 1);
        if (others <= 0) return true;
        if (ProtocolType != protocolType) return false;
        foreach (var candidate in protocols)
        {
            if (_members.TrueForAll(member => ReferenceEquals(member, except) || member.Supports(candidate.Name))) return true;
        }
        return false;
    }

    /// <summary>The protocol most members prefer among those all support; earlier in a member's list is preferred.</summary>
    public string? SelectProtocol()
    {
        if (_members.Count == 0) return null;
        var votes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var member in _members)
        {
            foreach (var candidate in member.Protocols)
            {
                if (!_members.TrueForAll(other => other.Supports(candidate.Name))) continue;
                votes[candidate.Name] = votes.GetValueOrDefault(candidate.Name) + 1;
                break;
            }
        }
        string? best = null;
        foreach (var (name, count) in votes)
        {
            if (best is null || count > votes[best]) best = name;
        }
        return best;
    }

    /// <summary>Whether an open transaction may still move the partition's offset.</summary>
    public bool IsUnstable(string topic, int partition)
    {
        foreach (var held in HeldOffsets.Values)
        {
            if (held.ContainsKey((topic, partition))) return true;
        }
        return false;
    }

    public int LongestRebalanceMs()
    {
        var longest = 0;
        foreach (var member in _members) longest = Math.Max(longest, member.RebalanceTimeoutMs);
        return longest;
    }

    /// <summary>The earliest moment anything may have to happen by itself.</summary>
    public long NextDeadlineMs()
    {
        var next = Math.Min(JoinDeadlineMs, SyncDeadlineMs);
        foreach (var until in Pending.Values) next = Math.Min(next, until);
        foreach (var member in _members)
        {
            if (!member.IsWaiting) next = Math.Min(next, member.SessionDeadlineMs);
        }
        return next;
    }
}
