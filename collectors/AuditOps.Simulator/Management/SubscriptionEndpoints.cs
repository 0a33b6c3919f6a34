using System.Text.Json;
using AuditOps.Simulator.Feeds;
using AuditOps.Simulator.Http;

namespace AuditOps.Simulator.Management;

/// <summary>Starting, stopping and listing subscriptions.</summary>
internal sealed class SubscriptionEndpoints(ManagementAccess access, WebhookValidator validator)
{
    public void Map(WebApplication app)
    {
        app.MapPost(ManagementAccess.Root + "subscriptions/start", StartAsync);
        app.MapPost(ManagementAccess.Root + "subscriptions/stop", StopAsync);
        app.MapGet(ManagementAccess.Root + "subscriptions/list", ListAsync);
    }

    private async Task StartAsync(string tenantId, HttpContext context)
    {
        if (await access.EnterAsync(context, tenantId) is not { } tenant) return;
        if (await access.FeedAsync(context, tenant) is not { } feed) return;
        Webhook? webhook;
        try
        {
            webhook = await ReadWebhookAsync(context);
        }
        catch (JsonException)
        {
            await Respond.ManagementErrorAsync(context, StatusCodes.Status400BadRequest, "AF20002", "Invalid parameter type: body. Expected type: JSON");
            return;
        }

        if (webhook is not null && await validator.RefusalAsync(webhook, context.RequestAborted) is { } refusal)
        {
            await Respond.ManagementErrorAsync(context, StatusCodes.Status400BadRequest, refusal.Code, refusal.Message);
            return;
        }

        var wanted = new ContentSubscription(feed.ContentType(), true, webhook);
        if (tenant.Subscriptions.Find(feed) == wanted)
        {
            await Respond.ManagementErrorAsync(context, StatusCodes.Status400BadRequest, "AF20024", "The subscription is already enabled. No property change.");
            return;
        }

        tenant.Subscriptions.Set(feed, wanted);
        await Respond.ObjectAsync(context, ToJson(wanted));
    }

    private async Task StopAsync(string tenantId, HttpContext context)
    {
        if (await access.EnterAsync(context, tenantId) is not { } tenant) return;
        if (await access.FeedAsync(context, tenant) is not { } feed) return;
        if (tenant.Subscriptions.Find(feed) is not { } subscription)
        {
            await Respond.ManagementErrorAsync(context, StatusCodes.Status400BadRequest, "AF20022", "No subscription found for the specified content type");
            return;
        }

        tenant.Subscriptions.Set(feed, subscription with { Enabled = false, Webhook = null });
        context.Response.StatusCode = StatusCodes.Status200OK;
    }

    private async Task ListAsync(string tenantId, HttpContext context)
    {
        if (await access.EnterAsync(context, tenantId) is not { } tenant) return;
        await Respond.ObjectAsync(context, tenant.Subscriptions.All.Select(ToJson));
    }

    private static async Task<Webhook?> ReadWebhookAsync(HttpContext context)
    {
        if (context.Request.ContentLength is null or 0) return null;
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        if (body.RootElement.ValueKind != JsonValueKind.Object || !body.RootElement.TryGetProperty("webhook", out var webhook) || webhook.ValueKind != JsonValueKind.Object) return null;
        return new Webhook(Text(webhook, "address") ?? "", Text(webhook, "authId"), Text(webhook, "expiration"));
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static object ToJson(ContentSubscription subscription) => new
    {
        contentType = subscription.ContentType,
        status = subscription.Enabled ? "enabled" : "disabled",
        webhook = subscription.Webhook is { } webhook ? new { authId = webhook.AuthId, address = webhook.Address, expiration = webhook.Expiration, status = webhook.Status } : null,
    };
}
