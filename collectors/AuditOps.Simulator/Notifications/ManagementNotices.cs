using System.Globalization;
using System.Text.Json;
using AuditOps.Simulator.Feeds;
using AuditOps.Simulator.Management;

namespace AuditOps.Simulator.Notifications;

/// <summary>Tells webhooks of the Management Activity API about new content, and disables those that do not take it.</summary>
internal sealed class ManagementNotices(World world, DeliveryQueue queue, TimeProvider time, Func<string> baseAddress)
{
    /// <summary>How far back a webhook that was just added is told.</summary>
    private static readonly TimeSpan Beginning = TimeSpan.FromMinutes(2);

    public void Collect()
    {
        foreach (var tenant in world.Tenants)
        {
            foreach (var feed in FeedNames.Management)
            {
                if (tenant.Subscriptions.Find(feed) is { Enabled: true, Webhook: { Status: "enabled" } webhook } && !HasExpired(webhook))
                    Tell(tenant, feed, webhook);
            }
        }
    }

    private void Tell(Tenant tenant, Feed feed, Webhook webhook)
    {
        var now = tenant.Feeds.Clock.Now;
        var told = tenant.Notified.From(feed, now - Beginning);
        // Blobs that are listed late can belong to an earlier stretch of time.
        var entries = new List<ContentEntry>();
        for (var bucket = tenant.Feeds.ManagementBucket(feed, told.AddMinutes(-15)); bucket <= tenant.Feeds.ManagementBucket(feed, now); bucket++)
        {
            foreach (var blob in tenant.Feeds.Blobs(feed, bucket))
            {
                if (blob.Listed <= told || blob.Listed > now) continue;
                var created = tenant.Feeds.Clock.ToReal(blob.Created);
                entries.Add(new ContentEntry(ContentId.Of(tenant, feed, in blob, created), created));
            }
        }

        tenant.Notified.Set(feed, now);
        if (entries.Count == 0) return;
        var sent = time.GetUtcNow().UtcDateTime;
        var body = JsonSerializer.SerializeToUtf8Bytes(entries.Select(entry => entry.ToNotification(tenant, feed, baseAddress())));
        (string, string)[] headers = webhook.AuthId is null ? [] : [("Webhook-AuthID", webhook.AuthId)];
        queue.Add(new Delivery(webhook.Address, body, headers, onlyOk: true, accepted =>
        {
            foreach (var entry in entries)
                tenant.Notified.Add(feed, new SentNotice(entry, sent, accepted));
            if (!accepted && tenant.Subscriptions.Find(feed) is { Webhook: not null } subscription)
                tenant.Subscriptions.Set(feed, subscription with { Webhook = webhook with { Status = "disabled" } });
        }));
    }

    private bool HasExpired(Webhook webhook) =>
        webhook.Expiration is { } text
        && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var expires)
        && expires <= time.GetUtcNow().UtcDateTime;
}
