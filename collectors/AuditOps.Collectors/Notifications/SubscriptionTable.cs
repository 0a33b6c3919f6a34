using System.Collections.Concurrent;

namespace AuditOps.Collectors.Notifications;

/// <summary>The subscriptions as <c>subscriptions.v1</c> holds them, kept up to date. Thread-safe.</summary>
internal sealed class SubscriptionTable
{
    private readonly ConcurrentDictionary<(string Tenant, string Feed, string Resource), SubscriptionRecord> _all = new();

    public void Set(SubscriptionRecord record) => _all.AddOrUpdate((record.Tenant, record.Feed, record.Resource), record, (_, held) => held.Revision > record.Revision ? held : record);

    public SubscriptionRecord? Find(string tenant, string feed, string resource) => _all.GetValueOrDefault((tenant, feed, resource));
}
