using AuditOps.Collectors.Configuration;
using AuditOps.Collectors.Graph;
using AuditOps.Collectors.Management;

namespace AuditOps.Collectors.Scheduling;

/// <summary>Which reader and which plan a feed has.</summary>
internal static class FeedReaders
{
    public static WindowPlan PlanOf(TenantOptions tenant, FeedSpec feed) => feed.Kind == FeedKind.Management
        ? new WindowPlan(tenant.Windows, ManagementReader.Retention, ManagementReader.LongestWindow)
        : new WindowPlan(tenant.Windows, tenant.Windows.GraphRetention, null);

    public static IFeedReader Create(TenantOptions tenant, FeedSpec feed, TenantServices services) => feed.Kind switch
    {
        FeedKind.Management => new ManagementReader(services.Management, feed, tenant.TenantId, tenant.TenantId),
        // A stand-in for Graph has one version of everything.
        _ => new GraphReader(services.Graph, feed, feed.IsBeta && tenant.Cloud != Cloud.Custom ? "beta" : "v1.0"),
    };
}
