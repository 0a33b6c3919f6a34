using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Groups;

/// <summary>One member of a group. Guarded by the registry's lock.</summary>
internal sealed class GroupMember(string id, string? instanceId)
{
    public string Id { get; set; } = id;

    /// <summary>Set for a static member: one that keeps its place over a restart of its process (KIP-345).</summary>
    public string? InstanceId { get; } = instanceId;

    public string ClientId { get; set; } = "";

    public string ClientHost { get; set; } = "";

    public int SessionTimeoutMs { get; set; }

    public int RebalanceTimeoutMs { get; set; }

    public List<JoinGroupProtocol> Protocols { get; set; } = [];

    public byte[] Assignment { get; set; } = [];

    /// <summary>When the member counts as gone, on the deadline queue's clock.</summary>
    public long SessionDeadlineMs { get; set; }

    /// <summary>The member's unanswered JoinGroup.</summary>
    public TaskCompletionSource<JoinGroupResponse>? Joining { get; set; }

    /// <summary>The member's unanswered SyncGroup.</summary>
    public TaskCompletionSource<SyncGroupResponse>? Syncing { get; set; }

    /// <summary>A member that waits for an answer cannot be expected to send heartbeats.</summary>
    public bool IsWaiting => Joining is not null || Syncing is not null;

    public bool Supports(string protocol)
    {
        foreach (var candidate in Protocols)
        {
            if (candidate.Name == protocol) return true;
        }
        return false;
    }

    public byte[] Metadata(string? protocol)
    {
        foreach (var candidate in Protocols)
        {
            if (candidate.Name == protocol) return candidate.Metadata;
        }
        return [];
    }

    public bool HasSame(List<JoinGroupProtocol> protocols)
    {
        if (protocols.Count != Protocols.Count) return false;
        for (var i = 0; i < protocols.Count; i++)
        {
            if (protocols[i].Name != Protocols[i].Name || !protocols[i].Metadata.AsSpan().SequenceEqual(Protocols[i].Metadata)) return false;
        }
        return true;
    }

    public void AnswerJoin(JoinGroupResponse response)
    {
        Joining?.TrySetResult(response);
        Joining = null;
    }

    public void AnswerSync(SyncGroupResponse response)
    {
        Syncing?.TrySetResult(response);
        Syncing = null;
    }
}
