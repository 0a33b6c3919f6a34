using System.Collections.Concurrent;
using AuditOps.Simulator.Feeds;

namespace AuditOps.Simulator.Management;

/// <summary>What a tenant's application has subscribed to.</summary>
internal sealed class ContentSubscriptions
{
    private readonly ConcurrentDictionary<Feed, ContentSubscription> _all = new();

    public IEnumerable<ContentSubscription> All => FeedNames.Management.Select(Find).OfType<ContentSubscription>();

    public ContentSubscription? Find(Feed feed) => _all.GetValueOrDefault(feed);

    public void Set(Feed feed, ContentSubscription subscription) => _all[feed] = subscription;
}
