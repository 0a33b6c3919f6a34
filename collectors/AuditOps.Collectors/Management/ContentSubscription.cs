using AuditOps.Collectors.Configuration;
using AuditOps.Collectors.Fetching;
using AuditOps.Collectors.Notifications;
using AuditOps.Collectors.Scheduling;

namespace AuditOps.Collectors.Management;

/// <summary>
/// The subscription that a content type is read through. It is looked up before it is started: starting an enabled one again without its webhook removes that, whoever it belongs to.
/// </summary>
/// <param name="keepsWebhook">Whether a webhook of ours is in use.</param>
internal sealed class ContentSubscription(ServiceClient service, FeedSpec feed, Guid tenantId, Guid publisher, bool keepsWebhook)
{
    private bool _isKnown;

    private string Root => $"{service.Root}api/v1.0/{tenantId}/activity/feed/subscriptions";

    /// <summary>The service says that there is none: looked up again with the next poll.</summary>
    public void Forget() => _isKnown = false;

    /// <exception cref="CollectorsException">The service refuses or does not answer.</exception>
    public async Task EnsureAsync(FeedRun run, CancellationToken cancel)
    {
        if (_isKnown) return;
        var listed = await service.SendAsync(HttpMethod.Get, $"{Root}/list?PublisherIdentifier={publisher}", run.Health.Fetching, cancel);
        listed.Lease?.Dispose();
        var found = listed.IsSuccess ? WebhookList.Find(listed.Body, feed.Path) : null;
        // A webhook of ours that is no longer configured is removed by a start without it; anybody else's stays.
        if (found is { IsEnabled: true } && (keepsWebhook || !IsOurs(run, found)))
        {
            _isKnown = true;
            return;
        }

        var reply = await service.SendAsync(HttpMethod.Post, $"{Root}/start?contentType={feed.Path}&PublisherIdentifier={publisher}", run.Health.Fetching, cancel);
        reply.Lease?.Dispose();
        // Enabled already, without a change: what was wanted.
        if (!reply.IsSuccess && reply.ErrorCode != ManagementErrors.AlreadyEnabled) throw ManagementErrors.Of(reply, feed);
        _isKnown = true;
        if (found is not { IsEnabled: false } || run.Cursor.Newest is not { } newest) return;
        // "Content between stop and restart is lost", says its reference. When it was stopped it does not say.
        var now = run.Now;
        await run.MoveAsync(cursor => cursor.With(new FeedGap(newest, now, "the subscription had been stopped; what the service made available meanwhile is lost", now)));
    }

    private bool IsOurs(FeedRun run, ListedSubscription found) => found.Webhook?.Address?.EndsWith($"/{NotificationPaths.Management}/{run.Tenant.Name}/{feed.Name}", StringComparison.Ordinal) == true;
}
