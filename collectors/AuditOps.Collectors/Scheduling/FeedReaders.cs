using AuditOps.Collectors.Configuration;
using AuditOps.Collectors.Graph;
using AuditOps.Collectors.Management;
using AuditOps.Collectors.Notifications;
using AuditOps.Collectors.Posture;

namespace AuditOps.Collectors.Scheduling;

/// <summary>Which reader and which plan a feed has.</summary>
internal static class FeedReaders
{
    /// <param name="span">Of a backfill.</param>
    public static WindowPlan PlanOf(TenantOptions tenant, FeedSpec feed, (DateTimeOffset From, DateTimeOffset To)? span = null) => feed.Kind == FeedKind.Management
        ? new WindowPlan(tenant.Windows, ManagementReader.Retention, ManagementReader.LongestWindow, span)
        : feed.Kind == FeedKind.Posture ? new WindowPlan(tenant.Windows, PostureReader.Retention, null)
        : new WindowPlan(tenant.Windows, tenant.Windows.GraphRetention, null, span, newestFirst: true);

    /// <param name="posture">What the log holds of snapshots.</param>
    /// <param name="notifications">Null when there are none.</param>
    public static IFeedReader Create(TenantOptions tenant, FeedSpec feed, TenantServices services, PostureTable posture, NotificationOptions? notifications) => feed.Kind switch
    {
        FeedKind.Posture => new PostureReader(services.Directory, feed, posture),
        FeedKind.Management => new ManagementReader(services.Management, feed, tenant.TenantId, tenant.TenantId, notifications?.Covers(tenant, feed) == true),
        _ => new GraphReader(services.Graph, feed, VersionOf(tenant, feed)),
    };

    /// <summary>A stand-in for Graph has one version of everything.</summary>
    public static string VersionOf(TenantOptions tenant, FeedSpec feed) => feed.IsBeta && tenant.Cloud != Cloud.Custom ? "beta" : "v1.0";
}
