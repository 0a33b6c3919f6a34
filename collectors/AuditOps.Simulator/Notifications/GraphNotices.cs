using System.Text.Json;
using AuditOps.Simulator.Acts;
using AuditOps.Simulator.Directory;
using AuditOps.Simulator.Tokens;

namespace AuditOps.Simulator.Notifications;

/// <summary>Tells subscribers of Graph what has changed in the directory, and what becomes of their subscriptions.</summary>
internal sealed class GraphNotices(GraphSubscriptions all, DeliveryQueue queue, TokenStore tokens, TimeProvider time)
{
    /// <summary>The public id of the application that signs Graph's notifications.</summary>
    private const string NotifierAppId = "0bf30f3b-4a52-48df-9a82-234910c4a086";

    /// <summary>How long before its end a subscription's owner is reminded.</summary>
    private static readonly TimeSpan Reminder = TimeSpan.FromMinutes(15);

    public void Collect()
    {
        var alive = all.Alive();
        foreach (var address in alive.GroupBy(subscription => subscription.NotificationUrl, StringComparer.Ordinal))
        {
            // Items of several subscriptions and tenants share one body.
            var items = new List<object>();
            var rich = new SortedSet<string>(StringComparer.Ordinal);
            foreach (var subscription in address)
                Changes(subscription, items, rich);
            if (items.Count > 0) Send(address.Key, items, rich);
        }

        foreach (var subscription in alive)
        {
            if (subscription.Warned || subscription.LifecycleUrl is null || subscription.Expires - time.GetUtcNow().UtcDateTime > Reminder) continue;
            subscription.Warned = true;
            Lifecycle(subscription, "reauthorizationRequired");
        }
    }

    /// <summary>Sends a lifecycle notification to all that asked for them.</summary>
    /// <returns>How many were told.</returns>
    public int Lifecycle(string lifecycleEvent)
    {
        var told = 0;
        foreach (var subscription in all.Alive().Where(each => each.LifecycleUrl is not null))
        {
            Lifecycle(subscription, lifecycleEvent);
            if (lifecycleEvent == "subscriptionRemoved") all.Remove(subscription.Id);
            told++;
        }

        return told;
    }

    private void Lifecycle(GraphSubscription subscription, string lifecycleEvent) => Send(
        subscription.LifecycleUrl!,
        [new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["subscriptionId"] = subscription.Id,
            ["subscriptionExpirationDateTime"] = JsonText.Graph(subscription.Expires),
            ["clientState"] = subscription.ClientState,
            ["tenantId"] = subscription.Tenant.Org.TenantId,
            ["lifecycleEvent"] = lifecycleEvent,
        }],
        []);

    private void Changes(GraphSubscription subscription, List<object> items, SortedSet<string> rich)
    {
        var now = subscription.Tenant.Feeds.Clock.Now;
        if (!subscription.ChangeType.Contains("updated", StringComparison.Ordinal) || now <= subscription.Told) return;
        var state = new DirectoryState(subscription.Tenant.Org, now);
        var collection = subscription.Resource == "users" ? DirectoryCollections.Users : DirectoryCollections.Groups;
        foreach (var changed in collection.Read(state, "")!.Where(item => item.Changed > subscription.Told && item.Changed <= now))
        {
            var id = changed.Json["id"]!.ToString();
            var type = subscription.Resource == "users" ? "User" : "Group";
            var item = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["changeType"] = "updated",
                ["clientState"] = subscription.ClientState,
                ["resource"] = $"{type}s/{id}",
                ["resourceData"] = new Dictionary<string, object?>(StringComparer.Ordinal) { ["@odata.type"] = $"#Microsoft.Graph.{type}", ["@odata.id"] = $"{type}s/{id}", ["id"] = id, ["organizationId"] = subscription.Tenant.Org.TenantId },
                ["subscriptionExpirationDateTime"] = JsonText.Graph(subscription.Expires),
                ["subscriptionId"] = subscription.Id,
                ["tenantId"] = subscription.Tenant.Org.TenantId,
            };
            if (subscription.Certificate is { } certificate)
            {
                item["encryptedContent"] = EncryptedContent.Of(JsonSerializer.SerializeToUtf8Bytes(changed.Json), certificate, subscription.CertificateId);
                rich.Add(Token(subscription));
            }

            items.Add(item);
        }

        subscription.Told = now;
    }

    private string Token(GraphSubscription subscription)
    {
        var now = time.GetUtcNow();
        return tokens.Sign(new
        {
            aud = subscription.Tenant.Org.ClientId,
            iss = $"https://sts.windows.net/{subscription.Tenant.Org.TenantId}/",
            iat = now.ToUnixTimeSeconds(),
            nbf = now.ToUnixTimeSeconds(),
            exp = now.AddHours(1).ToUnixTimeSeconds(),
            appid = NotifierAppId,
            tid = subscription.Tenant.Org.TenantId,
            ver = "1.0",
        });
    }

    private void Send(string address, List<object> items, SortedSet<string> rich)
    {
        object body = rich.Count == 0 ? new { value = items } : new { value = items, validationTokens = rich };
        queue.Add(new Delivery(address, JsonSerializer.SerializeToUtf8Bytes(body), [], onlyOk: false, ended: null));
    }
}
