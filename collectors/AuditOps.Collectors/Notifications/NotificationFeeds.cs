using AuditOps.Collectors.Configuration;

namespace AuditOps.Collectors.Notifications;

/// <summary>
/// Which feeds a service tells of news: every content type of the Management Activity API by webhook, and of what Graph lets an application subscribe to, users and groups, which the posture snapshot
/// holds. Graph has no change notifications for its audit logs (/auditLogs, risk detections, Intune's audit events): those feeds are polled only.
/// </summary>
internal static class NotificationFeeds
{
    public const string Users = "users";
    public const string Groups = "groups";

    private static readonly string[] Posture = [Users, Groups];

    public static IEnumerable<string> Names => FeedCatalog.Feeds.Where(feed => ResourcesOf(feed).Count > 0).Select(feed => feed.Name);

    /// <summary>What is subscribed to for a feed; empty where there is nothing.</summary>
    public static IReadOnlyList<string> ResourcesOf(FeedSpec feed) => feed.Kind switch
    {
        FeedKind.Management => [feed.Path],
        FeedKind.Posture => Posture,
        _ => [],
    };
}
