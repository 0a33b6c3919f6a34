using System.Net.Mime;
using System.Text;
using AuditOps.Collectors.Configuration;
using Microsoft.AspNetCore.Http;

namespace AuditOps.Collectors.Notifications;

/// <summary>
/// Change and lifecycle notifications of Microsoft Graph. Every collection that can be read is answered 202, whatever its items are worth: Graph asks for that, and a forger learns nothing from it.
/// </summary>
internal sealed class GraphReceiver(SubscriptionTable table, HintQueue hints, NotificationOptions options)
{
    /// <summary>Graph's tokens have some 200 characters.</summary>
    private const int LongestToken = 2_048;

    /// <summary>The validation of an address: the decoded token goes back as plain text.</summary>
    public static async Task ProveAsync(HttpContext context, string token)
    {
        if (token.Length is 0 or > LongestToken || token.Any(char.IsControl))
        {
            NotificationMetrics.Refused(RefusalReason.Malformed);
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = MediaTypeNames.Text.Plain + "; charset=utf-8";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(token), context.RequestAborted);
    }

    public int Take(ListenerTenant tenant, ReadOnlyMemory<byte> body)
    {
        if (NotificationBody.Graph(body, options.Items) is not var (items, leftOut))
        {
            NotificationMetrics.Refused(RefusalReason.Malformed);
            return StatusCodes.Status400BadRequest;
        }

        if (leftOut > 0) NotificationMetrics.Dropped(leftOut);
        foreach (var item in items) Take(tenant, item);
        return StatusCodes.Status202Accepted;
    }

    private void Take(ListenerTenant tenant, in GraphItem item)
    {
        if (!Guid.TryParse(item.TenantId, out var id) || id != tenant.Tenant.TenantId)
        {
            NotificationMetrics.Refused(RefusalReason.Tenant);
            return;
        }

        var known = false;
        foreach (var feed in tenant.Feeds)
        {
            if (feed.Kind == FeedKind.Management) continue;
            foreach (var resource in NotificationFeeds.ResourcesOf(feed))
            {
                // A subscription that is being made has no id yet, and may already send.
                if (table.Find(tenant.Tenant.Name, feed.Name, resource) is not { } record || (record.Id is not null && record.Id != item.SubscriptionId)) continue;
                known = true;
                if (!ClientState.Matches(item.ClientState, record.StateHash)) continue;
                NotificationMetrics.Taken(tenant.Tenant.Name, feed.Name);
                hints.Add(new Hint(tenant.Tenant.Name, feed.Name, resource, KindOf(item.LifecycleEvent)));
                return;
            }
        }

        NotificationMetrics.Refused(known ? RefusalReason.State : RefusalReason.Subscription);
    }

    // What Graph may add later is worth a look.
    private static HintKind KindOf(string? lifecycleEvent) => lifecycleEvent switch
    {
        "reauthorizationRequired" => HintKind.Renew,
        "subscriptionRemoved" => HintKind.Removed,
        null => HintKind.News,
        _ => HintKind.Missed,
    };
}
