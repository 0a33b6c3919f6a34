using System.Security.Cryptography;
using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Groups;

/// <summary>
/// Joining, leaving and staying in a group: the classic consumer group protocol as Apache Kafka's group coordinator speaks it. The rebalance itself is
/// <see cref="Rebalance"/>'s.
/// </summary>
internal sealed class GroupMembership
{
    /// <summary>From this version of JoinGroup on, a new member is given its id first and joins with it (KIP-394).</summary>
    private const short FirstWithMemberIdRequired = 4;

    private readonly GroupRegistry _registry;
    private readonly Rebalance _rebalance;

    public GroupMembership(GroupRegistry registry)
    {
        _registry = registry;
        _rebalance = new Rebalance(registry, this);
    }

    private long NowMs => _registry.Deadlines.NowMs;

    public Task<JoinGroupResponse> JoinAsync(JoinGroupRequest request, RequestContext context)
    {
        if (request.GroupId.Length == 0) return Failed(request, KafkaError.InvalidGroupId);
        if (request.SessionTimeoutMs < _registry.Options.MinSessionTimeout.TotalMilliseconds
            || request.SessionTimeoutMs > _registry.Options.MaxSessionTimeout.TotalMilliseconds) return Failed(request, KafkaError.InvalidSessionTimeout);
        lock (_registry.Gate)
        {
            var group = _registry.Find(request.GroupId);
            if (group is null && request.MemberId.Length > 0) return Failed(request, KafkaError.UnknownMemberId);
            group ??= _registry.FindOrAdd(request.GroupId);
            var known = group.Find(request.MemberId) ?? group.FindStatic(request.GroupInstanceId);
            if (!group.Accepts(request.ProtocolType, request.Protocols, known)) return Failed(request, KafkaError.InconsistentGroupProtocol);
            var answer = request.MemberId.Length == 0 ? JoinUnknown(group, request, context) : JoinKnown(group, request, context);
            ArmTimer(group);
            return answer;
        }
    }

    public Task<SyncGroupResponse> SyncAsync(SyncGroupRequest request)
    {
        lock (_registry.Gate)
        {
            var group = _registry.Find(request.GroupId);
            if (group is null) return Failed(KafkaError.UnknownMemberId);
            var refusal = Check(group, request.MemberId, request.GroupInstanceId, request.GenerationId, out var member);
            if (refusal != KafkaError.None) return Failed(refusal);
            if ((request.ProtocolType is not null && request.ProtocolType != group.ProtocolType) || (request.ProtocolName is not null && request.ProtocolName != group.Protocol))
                return Failed(KafkaError.InconsistentGroupProtocol);
            Touch(member!);
            var answer = _rebalance.Sync(group, member!, request);
            ArmTimer(group);
            return answer;
        }
    }

    public KafkaError Heartbeat(HeartbeatRequest request)
    {
        lock (_registry.Gate)
        {
            var group = _registry.Find(request.GroupId);
            if (group is null || group.State is GroupState.Empty or GroupState.Dead) return KafkaError.UnknownMemberId;
            var refusal = Check(group, request.MemberId, request.GroupInstanceId, request.GenerationId, out var member);
            if (refusal != KafkaError.None) return refusal;
            Touch(member!);
            return group.State == GroupState.PreparingRebalance ? KafkaError.RebalanceInProgress : KafkaError.None;
        }
    }

    public List<LeftMember> Leave(LeaveGroupRequest request)
    {
        List<LeftMember> results = [];
        lock (_registry.Gate)
        {
            var group = _registry.Find(request.GroupId);
            foreach (var leaving in request.Members)
            {
                var result = new LeftMember { MemberId = leaving.MemberId, GroupInstanceId = leaving.GroupInstanceId, Error = KafkaError.UnknownMemberId };
                results.Add(result);
                if (group is not null) result.Error = Leave(group, leaving);
            }
            if (group is not null) ArmTimer(group);
        }
        return results;
    }

    /// <summary>A sign of life.</summary>
    public void Touch(GroupMember member) => member.SessionDeadlineMs = NowMs + member.SessionTimeoutMs;

    /// <summary>Whether the caller is the member it says it is, in the generation it says.</summary>
    public static KafkaError Check(Group group, string memberId, string? instanceId, int generation, out GroupMember? member)
    {
        member = group.Find(memberId);
        if (instanceId is not null)
        {
            var holder = group.FindStatic(instanceId);
            if (holder is null) return KafkaError.UnknownMemberId;
            if (holder.Id != memberId) return KafkaError.FencedInstanceId;
        }
        if (member is null) return KafkaError.UnknownMemberId;
        return generation == group.Generation ? KafkaError.None : KafkaError.IllegalGeneration;
    }

    /// <summary>Gives the members of a group read from disk one session timeout to come back under their old ids.</summary>
    public void Restored(Group group)
    {
        foreach (var member in group.Members) Touch(member);
        ArmTimer(group);
    }

    /// <summary>Does what is due in a group. For requests that depend on it: a timer may come some milliseconds late, the clock does not.</summary>
    public void CatchUp(Group group) => OnTimer(group, long.MinValue, NowMs);

    public void OnTimer(Group group, long dueMs, long nowMs)
    {
        lock (_registry.Gate)
        {
            if (group.State == GroupState.Dead) return;
            if (group.TimerDueMs == dueMs) group.TimerDueMs = long.MaxValue;
            foreach (var id in group.Pending.Where(entry => entry.Value <= nowMs).Select(entry => entry.Key).ToList())
            {
                group.Pending.Remove(id);
                _rebalance.TryCompleteJoin(group);
            }
            foreach (var member in group.Members.Where(member => !member.IsWaiting && member.SessionDeadlineMs <= nowMs).ToList())
                _rebalance.Remove(group, member, "its session has timed out");
            if (group.JoinDeadlineMs <= nowMs) _rebalance.OnJoinDeadline(group, nowMs);
            if (group.SyncDeadlineMs <= nowMs) _rebalance.OnSyncDeadline(group);
            ArmTimer(group);
        }
    }

    /// <summary>Sets the group's next timer, unless an earlier one is set already.</summary>
    public void ArmTimer(Group group)
    {
        var next = group.NextDeadlineMs();
        if (next >= group.TimerDueMs) return;
        group.TimerDueMs = next;
        _registry.Deadlines.Schedule(new GroupTimer(this, group, next), next);
    }

    public void ReleaseWaiters(Group group)
    {
        foreach (var member in group.Members)
        {
            member.AnswerJoin(new JoinGroupResponse { Error = KafkaError.NotCoordinator, MemberId = member.Id });
            member.AnswerSync(new SyncGroupResponse { Error = KafkaError.NotCoordinator });
        }
    }

    private Task<JoinGroupResponse> JoinUnknown(Group group, JoinGroupRequest request, RequestContext context)
    {
        var id = NewMemberId(request.GroupInstanceId ?? context.ClientId);
        if (group.FindStatic(request.GroupInstanceId) is { } holder) return _rebalance.ReplaceStatic(group, holder, id, request, context);
        if (group.Members.Count + group.Pending.Count >= _registry.Options.MaxGroupMembers) return Failed(request, KafkaError.GroupMaxSizeReached);
        if (request.GroupInstanceId is not null || context.Version < FirstWithMemberIdRequired) return _rebalance.Add(group, id, request, context);
        group.Pending[id] = NowMs + request.SessionTimeoutMs;
        return Task.FromResult(new JoinGroupResponse { Error = KafkaError.MemberIdRequired, MemberId = id });
    }

    private Task<JoinGroupResponse> JoinKnown(Group group, JoinGroupRequest request, RequestContext context)
    {
        if (group.Pending.ContainsKey(request.MemberId)) return _rebalance.Add(group, request.MemberId, request, context);
        if (request.GroupInstanceId is not null && group.FindStatic(request.GroupInstanceId) is { } holder && holder.Id != request.MemberId)
            return Failed(request, KafkaError.FencedInstanceId);
        var member = group.Find(request.MemberId);
        if (member is null) return Failed(request, KafkaError.UnknownMemberId);
        Touch(member);
        return _rebalance.Rejoin(group, member, request);
    }

    private KafkaError Leave(Group group, LeavingMember leaving)
    {
        if (group.Pending.Remove(leaving.MemberId))
        {
            _rebalance.TryCompleteJoin(group);
            return KafkaError.None;
        }
        var member = leaving.GroupInstanceId is null ? group.Find(leaving.MemberId) : group.FindStatic(leaving.GroupInstanceId);
        if (member is null) return KafkaError.UnknownMemberId;
        if (leaving.MemberId.Length > 0 && member.Id != leaving.MemberId) return KafkaError.FencedInstanceId;
        _rebalance.Remove(group, member, "it has left");
        return KafkaError.None;
    }

    private static string NewMemberId(string prefix) => $"{prefix}-{RandomNumberGenerator.GetHexString(32, lowercase: true)}";

    private static Task<JoinGroupResponse> Failed(JoinGroupRequest request, KafkaError error) =>
        Task.FromResult(new JoinGroupResponse { Error = error, MemberId = request.MemberId });

    private static Task<SyncGroupResponse> Failed(KafkaError error) => Task.FromResult(new SyncGroupResponse { Error = error });
}
