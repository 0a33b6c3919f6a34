using System.Collections.Concurrent;
using AuditOps.Simulator.Feeds;

namespace AuditOps.Simulator.Notifications;

/// <summary>All subscriptions of all tenants.</summary>
internal sealed class GraphSubscriptions(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, GraphSubscription> _all = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Those that have not expired; expired ones are forgotten here.</summary>
    public IReadOnlyList<GraphSubscription> Alive()
    {
        var now = time.GetUtcNow().UtcDateTime;
        foreach (var (id, subscription) in _all)
        {
            if (subscription.Expires <= now) _all.TryRemove(id, out _);
        }

        return [.. _all.Values];
    }

    public void Add(GraphSubscription subscription) => _all[subscription.Id] = subscription;

    public GraphSubscription? Find(Tenant tenant, string id) => Alive().FirstOrDefault(each => each.Tenant == tenant && each.Id.Equals(id, StringComparison.OrdinalIgnoreCase));

    public void Remove(string id) => _all.TryRemove(id, out _);
}
