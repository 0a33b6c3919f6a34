using AuditOps.Collectors.Configuration;

namespace AuditOps.Collectors.Notifications;

/// <summary>A tenant that notifications may come for, and its feeds that they may hurry.</summary>
internal sealed record ListenerTenant(TenantOptions Tenant, IReadOnlyList<FeedSpec> Feeds)
{
    public static IReadOnlyDictionary<string, ListenerTenant> Of(CollectConfiguration configuration, NotificationOptions options) => configuration.Tenants
        .Select(tenant => new ListenerTenant(tenant, [.. tenant.Feeds.Where(feed => options.Covers(tenant, feed))]))
        .Where(tenant => tenant.Feeds.Count > 0)
        .ToDictionary(tenant => tenant.Tenant.Name, StringComparer.Ordinal);
}
