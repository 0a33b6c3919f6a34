using AuditOps.Simulator.Organisation;
using AuditOps.Simulator.Scenarios;

namespace AuditOps.Simulator.Feeds;

/// <summary>One simulated tenant at work: who is in it, what happened, and what is subscribed to.</summary>
internal sealed class Tenant(Org org, TenantFeeds feeds, AttackPlan attacks)
{
    public Org Org => org;

    public TenantFeeds Feeds => feeds;

    public AttackPlan Attacks => attacks;

    public Management.ContentSubscriptions Subscriptions { get; } = new();

    public Notifications.SentNotices Notified { get; } = new();

    /// <summary>Application permissions that were not granted; a call that needs one is refused.</summary>
    public IReadOnlySet<string> Withheld { get; private set; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    public void Withhold(IEnumerable<string> permissions) => Withheld = permissions.ToHashSet(StringComparer.OrdinalIgnoreCase);
}
