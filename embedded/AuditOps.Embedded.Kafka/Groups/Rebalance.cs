using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Groups;

/// <summary>
/// The rebalance of a group: a barrier all members join through, then the leader's assignment handed to each. Everything runs under the registry's lock.
/// The group's state is written to its log when it changes, but answers do not wait for the disk: a generation lost in a power cut only makes
/// its members join again.
/// </summary>
internal sealed class Rebalance(GroupRegistry registry, GroupMembership membership)
{
    private long NowMs => registry.Deadlines.NowMs;

    /// <summary>A member new to the group.</summary>
    public Task<JoinGroupResponse> Add(Group group, string id, JoinGroupRequest request, RequestContext context)
    {
        var member = new GroupMember(id, request.GroupInstanceId);
        Update(member, request);
        member.ClientId = context.ClientId;
        member.ClientHost = context.ClientHost;
        if (group.State == GroupState.Empty) group.LeaderId = null;
        group.Add(member);
        group.ProtocolType = request.ProtocolType;
        group.JoinedDuringDelay |= group.InitialDelayLeftMs >= 0;
        var answer = Wait(member);
        Begin(group, $"member {id} joins");
        return answer;
    }

    /// <summary>A member that joins again under the id it has.</summary>
    public Task<JoinGroupResponse> Rejoin(Group group, GroupMember member, JoinGroupRequest request)
    {
        var same = member.HasSame(request.Protocols);
        var needsNothing = same && group.State switch
        {
            // The answer to its first join was lost: it is given again.
            GroupState.CompletingRebalance => true,
            // A leader that joins again wants to assign anew; a follower only wants to know.
            GroupState.Stable => member.Id != group.LeaderId,
            _ => false,
        };
        Update(member, request);
        if (needsNothing) return Task.FromResult(Describe(group, member));
        var answer = Wait(member);
        Begin(group, $"member {member.Id} joins again");
        return answer;
    }

    /// <summary>A static member's process came back without its id: it takes the old one's place, and who still uses the old id is fenced.</summary>
    public Task<JoinGroupResponse> ReplaceStatic(Group group, GroupMember member, string newId, JoinGroupRequest request, RequestContext context)
    {
        var oldId = member.Id;
        var oldLeader = group.LeaderId;
        member.AnswerJoin(new JoinGroupResponse { Error = KafkaError.FencedInstanceId, MemberId = oldId });
        member.AnswerSync(new SyncGroupResponse { Error = KafkaError.FencedInstanceId });
        member.Id = newId;
        member.ClientId = context.ClientId;
        member.ClientHost = context.ClientHost;
        if (oldLeader == oldId) group.LeaderId = newId;
        Update(member, request);
        if (group.State == GroupState.Stable && group.SelectProtocol() == group.Protocol)
        {
            Save(group);
            var unchanged = Describe(group, member);
            // Told the old leader's id, it does not take itself for the leader and assigns nothing: its assignment stays as it is.
            unchanged.Leader = oldLeader ?? "";
            unchanged.Members = [];
            return Task.FromResult(unchanged);
        }
        var answer = Wait(member);
        Begin(group, $"static member {member.InstanceId} comes back");
        return answer;
    }

    public Task<SyncGroupResponse> Sync(Group group, GroupMember member, SyncGroupRequest request)
    {
        switch (group.State)
        {
            case GroupState.PreparingRebalance:
                return Task.FromResult(new SyncGroupResponse { Error = KafkaError.RebalanceInProgress });
            case GroupState.Stable:
                return Task.FromResult(Assigned(group, member));
            case GroupState.CompletingRebalance:
                member.AnswerSync(new SyncGroupResponse { Error = KafkaError.RebalanceInProgress });
                member.Syncing = new TaskCompletionSource<SyncGroupResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
                var answer = member.Syncing.Task;
                if (member.Id == group.LeaderId) Assign(group, request.Assignments);
                return answer;
            default:
                return Task.FromResult(new SyncGroupResponse { Error = KafkaError.UnknownMemberId });
        }
    }

    public void Remove(Group group, GroupMember member, string reason)
    {
        Log.MemberRemoved(registry.Logger, group.Id, member.Id, reason);
        member.AnswerJoin(new JoinGroupResponse { Error = KafkaError.UnknownMemberId, MemberId = member.Id });
        member.AnswerSync(new SyncGroupResponse { Error = KafkaError.UnknownMemberId });
        group.Remove(member);
        if (group.State is GroupState.Stable or GroupState.CompletingRebalance) Begin(group, $"member {member.Id} is gone");
        else TryCompleteJoin(group);
    }

    /// <summary>Opens the barrier once everybody is there.</summary>
    public void TryCompleteJoin(Group group)
    {
        if (group.State != GroupState.PreparingRebalance || group.InitialDelayLeftMs >= 0 || group.Pending.Count > 0) return;
        foreach (var member in group.Members)
        {
            if (member.Joining is null) return;
        }
        CompleteJoin(group);
    }

    public void OnJoinDeadline(Group group, long nowMs)
    {
        if (group.State != GroupState.PreparingRebalance)
        {
            group.JoinDeadlineMs = long.MaxValue;
            return;
        }
        if (group.InitialDelayLeftMs > 0 && group.JoinedDuringDelay)
        {
            var more = Math.Min((long)registry.Options.GroupInitialRebalanceDelay.TotalMilliseconds, group.InitialDelayLeftMs);
            group.InitialDelayLeftMs -= more;
            group.JoinedDuringDelay = false;
            group.JoinDeadlineMs = nowMs + more;
            return;
        }
        CompleteJoin(group);
    }

    /// <summary>Whoever has not asked for an assignment by now is taken for dead.</summary>
    public void OnSyncDeadline(Group group)
    {
        group.SyncDeadlineMs = long.MaxValue;
        if (group.State != GroupState.CompletingRebalance) return;
        foreach (var member in group.Members.Where(member => member.Syncing is null).ToList())
        {
            Log.MemberRemoved(registry.Logger, group.Id, member.Id, "it has not asked for its assignment in time");
            group.Remove(member);
        }
        Begin(group, "members have not asked for their assignment in time");
    }

    private void Begin(Group group, string reason)
    {
        if (group.State == GroupState.PreparingRebalance)
        {
            TryCompleteJoin(group);
            return;
        }
        Log.RebalanceBegins(registry.Logger, group.Id, reason);
        if (group.State == GroupState.CompletingRebalance)
        {
            foreach (var member in group.Members)
            {
                if (member.Syncing is null) continue;
                membership.Touch(member);
                member.AnswerSync(new SyncGroupResponse { Error = KafkaError.RebalanceInProgress });
            }
        }
        var delay = (long)registry.Options.GroupInitialRebalanceDelay.TotalMilliseconds;
        var longest = group.LongestRebalanceMs();
        var isFirst = group.State == GroupState.Empty && delay > 0;
        group.SyncDeadlineMs = long.MaxValue;
        group.State = GroupState.PreparingRebalance;
        group.InitialDelayLeftMs = isFirst ? Math.Max(0, longest - delay) : -1;
        group.JoinedDuringDelay = false;
        group.JoinDeadlineMs = NowMs + (isFirst ? delay : longest);
        TryCompleteJoin(group);
    }

    private void CompleteJoin(Group group)
    {
        foreach (var member in group.Members.Where(member => member.Joining is null && member.InstanceId is null).ToList())
        {
            Log.MemberRemoved(registry.Logger, group.Id, member.Id, "it has not joined again in time");
            group.Remove(member);
        }
        if (group.Members.Count > 0 && !ElectJoined(group))
        {
            // Only static members are left and none of them is back yet: the barrier stays until one is, or its session is over.
            group.InitialDelayLeftMs = -1;
            group.JoinDeadlineMs = NowMs + group.LongestRebalanceMs();
            return;
        }
        group.JoinDeadlineMs = long.MaxValue;
        group.InitialDelayLeftMs = -1;
        group.Generation++;
        if (group.Members.Count == 0)
        {
            group.State = GroupState.Empty;
            group.Protocol = null;
            group.EmptySinceMs = registry.Time.GetUtcNow().ToUnixTimeMilliseconds();
            Save(group);
            Log.GenerationBegins(registry.Logger, group.Id, group.Generation, 0);
            return;
        }
        group.State = GroupState.CompletingRebalance;
        group.Protocol = group.SelectProtocol();
        group.SyncDeadlineMs = NowMs + group.LongestRebalanceMs();
        Log.GenerationBegins(registry.Logger, group.Id, group.Generation, group.Members.Count);
        foreach (var member in group.Members)
        {
            if (member.Joining is null) continue;
            member.AnswerJoin(Describe(group, member));
            membership.Touch(member);
        }
    }

    /// <summary>Makes sure that the leader is one who has joined this time. False when nobody has.</summary>
    private static bool ElectJoined(Group group)
    {
        GroupMember? joined = null;
        foreach (var member in group.Members)
        {
            if (member.Joining is null) continue;
            if (member.Id == group.LeaderId) return true;
            joined ??= member;
        }
        if (joined is null) return false;
        group.LeaderId = joined.Id;
        return true;
    }

    private void Assign(Group group, List<SyncGroupAssignment> assignments)
    {
        foreach (var member in group.Members)
        {
            member.Assignment = [];
            foreach (var assignment in assignments)
            {
                if (assignment.MemberId == member.Id) member.Assignment = assignment.Assignment;
            }
        }
        Save(group);
        group.State = GroupState.Stable;
        group.SyncDeadlineMs = long.MaxValue;
        foreach (var member in group.Members)
        {
            if (member.Syncing is null) continue;
            member.AnswerSync(Assigned(group, member));
            membership.Touch(member);
        }
    }

    private void Save(Group group)
    {
        try
        {
            registry.Log.Save(group);
        }
        catch (EmbeddedKafkaException error)
        {
            // The group works on in memory; after a restart its members would have to join again.
            Log.GroupLogFailed(registry.Logger, error);
        }
    }

    private static SyncGroupResponse Assigned(Group group, GroupMember member) =>
        new() { ProtocolType = group.ProtocolType, ProtocolName = group.Protocol, Assignment = member.Assignment };

    private static Task<JoinGroupResponse> Wait(GroupMember member)
    {
        // An earlier join of the same member has been given up by its client; its answer has nowhere to go but must not stay open.
        member.AnswerJoin(new JoinGroupResponse { Error = KafkaError.RebalanceInProgress, MemberId = member.Id });
        member.Joining = new TaskCompletionSource<JoinGroupResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        return member.Joining.Task;
    }

    private static void Update(GroupMember member, JoinGroupRequest request)
    {
        member.SessionTimeoutMs = request.SessionTimeoutMs;
        // Version 0 has no rebalance timeout; the session timeout stood for it then.
        member.RebalanceTimeoutMs = request.RebalanceTimeoutMs >= 0 ? request.RebalanceTimeoutMs : request.SessionTimeoutMs;
        member.Protocols = request.Protocols;
    }

    private static JoinGroupResponse Describe(Group group, GroupMember member)
    {
        var response = new JoinGroupResponse
        {
            GenerationId = group.Generation,
            ProtocolType = group.ProtocolType,
            ProtocolName = group.Protocol,
            Leader = group.LeaderId ?? "",
            MemberId = member.Id,
        };
        if (member.Id != group.LeaderId) return response;
        foreach (var other in group.Members)
            response.Members.Add(new JoinGroupMember { MemberId = other.Id, GroupInstanceId = other.InstanceId, Metadata = other.Metadata(group.Protocol) });
        return response;
    }
}
