using AuditOps.Embedded.Kafka.Net;

namespace AuditOps.Embedded.Kafka.Groups;

/// <summary>Wakes one group. A timer that comes too early only looks and sets the next one, so heartbeats move no timers.</summary>
internal sealed class GroupTimer(GroupMembership membership, Group group, long dueMs) : IDeadline
{
    public void OnDeadline(long nowMs) => membership.OnTimer(group, dueMs, nowMs);
}
