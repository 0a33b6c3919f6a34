using System.Text.Json;
using AuditOps.Collectors.Configuration;
using AuditOps.Collectors.Fetching;
using AuditOps.Collectors.Management;

namespace AuditOps.Collectors.Notifications;

/// <summary>
/// The webhook of a content type's subscription (Office 365 Management Activity API reference, "Start a subscription"). There is one subscription for each content type, so none can leak; starting it again
/// replaces its webhook. The service switches a webhook off that fails for long, which a look at the list shows.
/// </summary>
internal sealed class WebhookSubscriber(ServiceClient service, TenantOptions tenant, FeedSpec feed, NotificationOptions options, FetchStatus status, TimeProvider time) : ISubscriber
{
    private const string InvalidWebhook = "AF20021";

    private string Feed => $"{service.Root}api/v1.0/{tenant.TenantId}/activity/feed/subscriptions";

    private string Url => NotificationPaths.ManagementUrl(options, tenant.Name, feed.Name);

    public async Task<SubscriptionRecord> EnsureAsync(SubscriptionRecord? held, HintKind? asked, Func<SubscriptionRecord, Task<SubscriptionRecord>> save, CancellationToken cancel)
    {
        if (held?.Id is not null && held.Url == Url && await IsEnabledAsync(held, cancel)) return held;
        var state = ClientState.New();
        var record = await save(new SubscriptionRecord { Tenant = tenant.Name, Feed = feed.Name, Resource = feed.Path, StateHash = ClientState.HashOf(state), Url = Url, Revision = held?.Revision ?? 0, Updated = time.GetUtcNow() });
        var body = JsonSerializer.SerializeToUtf8Bytes(new { webhook = new { address = Url, authId = state.Reveal() } });
        var reply = await service.SendAsync(HttpMethod.Post, $"{Feed}/start?contentType={feed.Path}&PublisherIdentifier={tenant.TenantId}", body, status, cancel);
        reply.Lease?.Dispose();
        if (!reply.IsSuccess && reply.ErrorCode != ManagementErrors.AlreadyEnabled) throw Refused(reply);
        NotificationMetrics.Subscription(tenant.Name, feed.Name, "made");
        return await save(record with { Id = SubscriptionRecord.Webhook });
    }

    /// <returns>Whether the service sends to us, and with the secret that is recorded.</returns>
    private async Task<bool> IsEnabledAsync(SubscriptionRecord record, CancellationToken cancel)
    {
        var reply = await service.SendAsync(HttpMethod.Get, $"{Feed}/list?PublisherIdentifier={tenant.TenantId}", status, cancel);
        reply.Lease?.Dispose();
        if (!reply.IsSuccess) throw Refused(reply);
        if (WebhookList.Find(reply.Body, feed.Path) is not { IsEnabled: true, Webhook: { } webhook }) return false;
        return webhook.IsEnabled && webhook.Address == Url && (webhook.AuthId is null || ClientState.Matches(webhook.AuthId, record.StateHash));
    }

    private CollectorsException Refused(ServiceReply reply) => reply.ErrorCode == InvalidWebhook
        ? new CollectorsException(CollectorsErrorCode.RequestRefused, $"the Management Activity API could not validate {Url}.") { ServiceCode = SubscriptionUpkeep.Unreachable }
        : ManagementErrors.Of(reply, feed);
}
