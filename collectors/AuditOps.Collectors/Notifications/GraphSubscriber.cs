using System.Globalization;
using System.Text.Json;
using AuditOps.Collectors.Configuration;
using AuditOps.Collectors.Fetching;
using AuditOps.Collectors.Graph;

namespace AuditOps.Collectors.Notifications;

/// <summary>
/// A subscription of Microsoft Graph (REST reference v1.0, "subscription"). Before one is made, and once in every tenure, the application's subscriptions are listed: those to our address that are not the
/// recorded one were left by a process that ended between making and recording, and are deleted. So a restart neither leaks nor doubles any.
/// </summary>
internal sealed class GraphSubscriber(ServiceClient graph, TenantOptions tenant, FeedSpec feed, string resource, NotificationOptions options, FetchStatus status, Random random, TimeProvider time) : ISubscriber
{
    private const int MostPages = 100;

    private readonly FeedSpec _feed = feed with
    {
        Name = $"the subscription to {resource}",
        Path = $"subscriptions on {resource}",
        Permission = resource == NotificationFeeds.Users ? "Microsoft Graph: User.Read.All" : "Microsoft Graph: Group.Read.All",
    };

    private bool _isReconciled;

    private string Root => $"{graph.Root}v1.0/subscriptions";

    private string Url => NotificationPaths.GraphUrl(options, tenant.Name);

    public async Task<SubscriptionRecord> EnsureAsync(SubscriptionRecord? held, HintKind? asked, Func<SubscriptionRecord, Task<SubscriptionRecord>> save, CancellationToken cancel)
    {
        var record = held;
        if (record?.Id is { } moved && record.Url != Url)
        {
            await DeleteAsync(moved, cancel);
            record = null;
        }

        if (asked == HintKind.Removed || record?.Id is null) _isReconciled = false;
        if (!_isReconciled)
        {
            if (!await ReconcileAsync(record?.Id, cancel)) record = null;
        }
        else if (asked is null && !IsDue(record!))
        {
            if (await IsThereAsync(record!.Id!, cancel)) return record;
            record = null;
        }

        if (record is not null && (asked == HintKind.Renew || IsDue(record))) record = await RenewAsync(record, save, cancel);
        record ??= await MakeAsync(held?.Revision ?? 0, save, cancel);
        _isReconciled = true;
        return record;
    }

    private bool IsDue(SubscriptionRecord record) => record.RenewAt is not { } at || at <= time.GetUtcNow();

    /// <returns>Whether the recorded subscription is among those the service has.</returns>
    private async Task<bool> ReconcileAsync(string? recorded, CancellationToken cancel)
    {
        var found = false;
        var strays = new List<string>();
        var next = Root;
        for (var page = 0; next is not null; page++)
        {
            if (page == MostPages) throw new CollectorsException(CollectorsErrorCode.AnswerUnreadable, $"{graph.Name} lists subscriptions without end.");
            using var json = Parse(await SendAsync(HttpMethod.Get, next, null, cancel));
            if (!json.RootElement.TryGetProperty("value", out var value) || value.ValueKind != JsonValueKind.Array) throw Unreadable();
            foreach (var item in value.EnumerateArray())
            {
                if (JsonMember.Text(item, "id") is not { } id) continue;
                if (id == recorded) found = true;
                else if (JsonMember.Text(item, "notificationUrl") == Url && JsonMember.Text(item, "resource")?.Trim('/') == resource) strays.Add(id);
            }

            next = JsonMember.Text(json.RootElement, "@odata.nextLink");
        }

        foreach (var stray in strays) await DeleteAsync(stray, cancel);
        return found;
    }

    private async Task<bool> IsThereAsync(string id, CancellationToken cancel)
    {
        var reply = await graph.SendAsync(HttpMethod.Get, $"{Root}/{Uri.EscapeDataString(id)}", status, cancel);
        reply.Lease?.Dispose();
        return reply.Status != 404 && (reply.IsSuccess ? true : throw Refused(reply));
    }

    private async Task DeleteAsync(string id, CancellationToken cancel)
    {
        var reply = await graph.SendAsync(HttpMethod.Delete, $"{Root}/{Uri.EscapeDataString(id)}", status, cancel);
        reply.Lease?.Dispose();
        if (!reply.IsSuccess && reply.Status != 404) throw Refused(reply);
    }

    /// <returns>Null when the service no longer has it.</returns>
    private async Task<SubscriptionRecord?> RenewAsync(SubscriptionRecord record, Func<SubscriptionRecord, Task<SubscriptionRecord>> save, CancellationToken cancel)
    {
        // A renewal is also what a demand for reauthorisation is answered with.
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["expirationDateTime"] = Time(time.GetUtcNow() + options.Lifetime) });
        var reply = await graph.SendAsync(HttpMethod.Patch, $"{Root}/{Uri.EscapeDataString(record.Id!)}", body, status, cancel);
        reply.Lease?.Dispose();
        if (reply.Status == 404) return null;
        if (!reply.IsSuccess) throw Refused(reply);
        NotificationMetrics.Subscription(tenant.Name, feed.Name, "renewed");
        return await save(Alive(record, reply.Body));
    }

    private async Task<SubscriptionRecord> MakeAsync(long revision, Func<SubscriptionRecord, Task<SubscriptionRecord>> save, CancellationToken cancel)
    {
        var state = ClientState.New();
        var record = await save(new SubscriptionRecord { Tenant = tenant.Name, Feed = feed.Name, Resource = resource, StateHash = ClientState.HashOf(state), Url = Url, Revision = revision, Updated = time.GetUtcNow() });
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>
        {
            // For users and groups "updated" also tells of new and of softly deleted ones.
            ["changeType"] = "updated,deleted",
            ["resource"] = resource,
            ["notificationUrl"] = Url,
            // It cannot be added later.
            ["lifecycleNotificationUrl"] = NotificationPaths.LifecycleUrl(options, tenant.Name),
            ["expirationDateTime"] = Time(time.GetUtcNow() + options.Lifetime),
            ["clientState"] = state.Reveal(),
        });
        var repeats = status.Repeats;
        using var json = Parse(await SendAsync(HttpMethod.Post, Root, body, cancel));
        if (JsonMember.Text(json.RootElement, "id") is not { Length: > 0 and <= 200 } id) throw Unreadable();
        NotificationMetrics.Subscription(tenant.Name, feed.Name, "made");
        record = await save(Alive(record with { Id = id }, JsonSerializer.SerializeToUtf8Bytes(json.RootElement)));
        // A request that was repeated may have been heard twice.
        if (status.Repeats != repeats) await ReconcileAsync(id, cancel);
        return record;
    }

    private SubscriptionRecord Alive(SubscriptionRecord record, byte[] body)
    {
        using var json = Parse(body);
        var now = time.GetUtcNow();
        var expires = DateTimeOffset.TryParse(JsonMember.Text(json.RootElement, "expirationDateTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var told) && told > now ? told : now + options.Lifetime;
        double jitter;
        lock (random) jitter = random.NextDouble();
        // At 60 to 75 % of its life, so that those made together are not renewed together and a bad hour of the service is outlived.
        return record with { Expires = expires, RenewAt = now + ((expires - now) * (0.6 + (jitter * 0.15))) };
    }

    private async Task<byte[]> SendAsync(HttpMethod method, string link, byte[]? body, CancellationToken cancel)
    {
        var reply = await graph.SendAsync(method, link, body, status, cancel);
        reply.Lease?.Dispose();
        return reply.IsSuccess ? reply.Body : throw Refused(reply);
    }

    private CollectorsException Refused(ServiceReply reply) => reply.ErrorCode == "ValidationError"
        ? new CollectorsException(CollectorsErrorCode.RequestRefused, $"Microsoft Graph could not validate {options.Base}.") { ServiceCode = SubscriptionUpkeep.Unreachable }
        : GraphErrors.Of(reply, _feed, graph.Name);

    private JsonDocument Parse(byte[] body)
    {
        try
        {
            var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
            if (json.RootElement.ValueKind == JsonValueKind.Object) return json;
            json.Dispose();
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw Unreadable();
    }

    private CollectorsException Unreadable() => new(CollectorsErrorCode.AnswerUnreadable, $"{graph.Name} gives an answer about subscriptions that cannot be read.");

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
