using System.Collections.Concurrent;

namespace AuditOps.Collectors.Notifications;

/// <summary>Who in this process is to be told: the feeds and subscriptions of the running tenure. A hint for a feed of another shard finds nobody here and somebody there.</summary>
internal sealed class HintBoard
{
    private readonly ConcurrentDictionary<(string Tenant, string Feed), Hurry> _feeds = new();
    private readonly ConcurrentDictionary<(string Tenant, string Feed, string Resource), SubscriptionUpkeep> _subscriptions = new();

    /// <summary>Replaces what an earlier tenure left.</summary>
    public void Add(string tenant, string feed, Hurry hurry) => _feeds[(tenant, feed)] = hurry;

    public void Add(SubscriptionUpkeep upkeep) => _subscriptions[upkeep.Key] = upkeep;

    public void Tell(Hint hint)
    {
        if (hint.Kind is HintKind.Renew or HintKind.Removed && _subscriptions.TryGetValue((hint.Tenant, hint.Feed, hint.Resource), out var upkeep)) upkeep.Tell(hint.Kind);
        // A renewal is no news; everything else may be.
        if (hint.Kind == HintKind.Renew || !_feeds.TryGetValue((hint.Tenant, hint.Feed), out var hurry)) return;
        NotificationMetrics.Hurried(hint.Tenant, hint.Feed);
        hurry.Ask();
    }
}
