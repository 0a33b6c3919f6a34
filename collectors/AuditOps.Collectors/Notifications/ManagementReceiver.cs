using AuditOps.Collectors.Configuration;
using Microsoft.AspNetCore.Http;

namespace AuditOps.Collectors.Notifications;

/// <summary>Webhooks of the Management Activity API. Only 200 is acceptance there; whoever does not know the authentication id gets what an unknown address gets.</summary>
internal sealed class ManagementReceiver(SubscriptionTable table, HintQueue hints, NotificationOptions options, TimeProvider time)
{
    public const string AuthHeader = "Webhook-AuthID";
    public const string CodeHeader = "Webhook-ValidationCode";

    private const int LongestCode = 256;

    /// <summary>The service validates at once what another process has just asked it for, and whose record is on its way here.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>Requests that may wait for a record at once; whoever floods the listener with wrong ids holds no more than these.</summary>
    private const int MostWaiting = 8;

    private int _waiting;

    /// <summary>Whether the caller knows the authentication id; asked before a byte of the body is read.</summary>
    public async Task<bool> KnowsAsync(ListenerTenant tenant, FeedSpec feed, IHeaderDictionary headers, CancellationToken cancel)
    {
        var given = headers[AuthHeader] is { Count: 1 } auth ? auth[0] : null;
        if (IsProven(tenant, feed, given)) return true;
        return headers[CodeHeader].Count > 0 && await BecomesProvenAsync(tenant, feed, given, cancel);
    }

    public int Take(ListenerTenant tenant, FeedSpec feed, IHeaderDictionary headers, ReadOnlyMemory<byte> body) =>
        headers[CodeHeader] is { Count: > 0 } code ? Prove(code, body) : Take(tenant, feed, body);

    private static int Prove(Microsoft.Extensions.Primitives.StringValues code, ReadOnlyMemory<byte> body)
    {
        if (code is { Count: 1 } && code[0] is { Length: > 0 and <= LongestCode } text && (NotificationBody.ValidationCode(body) ?? text) == text) return StatusCodes.Status200OK;
        NotificationMetrics.Refused(RefusalReason.Malformed);
        return StatusCodes.Status400BadRequest;
    }

    private int Take(ListenerTenant tenant, FeedSpec feed, ReadOnlyMemory<byte> body)
    {
        if (NotificationBody.Management(body, options.Items) is not var (items, leftOut))
        {
            NotificationMetrics.Refused(RefusalReason.Malformed);
            return StatusCodes.Status400BadRequest;
        }

        if (leftOut > 0) NotificationMetrics.Dropped(leftOut);
        var isNews = leftOut > 0;
        foreach (var item in items)
        {
            if (!IsOf(tenant.Tenant, feed, item))
            {
                NotificationMetrics.Refused(RefusalReason.Tenant);
                continue;
            }

            NotificationMetrics.Taken(tenant.Tenant.Name, feed.Name);
            isNews = true;
        }

        if (isNews) hints.Add(new Hint(tenant.Tenant.Name, feed.Name, feed.Path, HintKind.News));
        return StatusCodes.Status200OK;
    }

    // A managed identity's client id is not in the configuration.
    private static bool IsOf(TenantOptions tenant, FeedSpec feed, in ManagementNotice item) =>
        Guid.TryParse(item.TenantId, out var id) && id == tenant.TenantId
        && (tenant.ClientId == Guid.Empty || (Guid.TryParse(item.ClientId, out var client) && client == tenant.ClientId))
        && string.Equals(item.ContentType, feed.Path, StringComparison.OrdinalIgnoreCase);

    private bool IsProven(ListenerTenant tenant, FeedSpec feed, string? given) =>
        table.Find(tenant.Tenant.Name, feed.Name, feed.Path) is { } record && ClientState.Matches(given, record.StateHash);

    private async Task<bool> BecomesProvenAsync(ListenerTenant tenant, FeedSpec feed, string? given, CancellationToken cancel)
    {
        if (given is null) return false;
        try
        {
            if (Interlocked.Increment(ref _waiting) > MostWaiting) return false;
            for (var began = time.GetTimestamp(); time.GetElapsedTime(began) < Patience;)
            {
                await Task.Delay(Look, time, cancel);
                if (IsProven(tenant, feed, given)) return true;
            }

            return false;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
