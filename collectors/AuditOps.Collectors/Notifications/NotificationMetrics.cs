using System.Diagnostics.Metrics;

namespace AuditOps.Collectors.Notifications;

/// <summary>Counters of notifications. Tags come from the configuration or from closed sets; nothing that a caller sends becomes one.</summary>
internal static class NotificationMetrics
{
    private static readonly Meter Meter = new("AuditOps.Collectors");
    private static readonly Counter<long> Items = Meter.CreateCounter<long>("auditops.notifications.items", "{item}", "Items of notifications that proved themselves.");
    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>("auditops.notifications.refused", "{item}", "Notifications, or items of them, that were not taken.");
    private static readonly Counter<long> Drops = Meter.CreateCounter<long>("auditops.notifications.dropped", "{item}", "Items that found the queue full; the next ordinary poll finds what they spoke of.");
    private static readonly Counter<long> Hurries = Meter.CreateCounter<long>("auditops.notifications.hurried", "{hint}", "Hints that made a poll due at once.");
    private static readonly Counter<long> Changes = Meter.CreateCounter<long>("auditops.notifications.subscriptions", "{change}", "Subscriptions made, renewed, removed or failed.");

    public static void Taken(string tenant, string feed) => Items.Add(1, new("tenant", tenant), new("feed", feed));

    public static void Refused(RefusalReason reason, long items = 1) => Refusals.Add(items, new KeyValuePair<string, object?>("reason", reason.ToString()));

    public static void Dropped(long items = 1) => Drops.Add(items);

    public static void Hurried(string tenant, string feed) => Hurries.Add(1, new("tenant", tenant), new("feed", feed));

    /// <param name="change">made, renewed, removed or failed.</param>
    public static void Subscription(string tenant, string feed, string change) => Changes.Add(1, new("tenant", tenant), new("feed", feed), new("change", change));
}
