using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using AuditOps.Simulator.Acts;
using AuditOps.Simulator.Feeds;
using AuditOps.Simulator.Generation;
using AuditOps.Simulator.Graph;
using AuditOps.Simulator.Http;
using AuditOps.Simulator.Tokens;

namespace AuditOps.Simulator.Notifications;

/// <summary>Making, renewing and ending Graph's change notifications.</summary>
internal sealed class GraphSubscriptionEndpoints(GraphAccess access, GraphSubscriptions all, HandshakeClient handshake, ulong seed)
{
    private const int LongestState = 128;

    /// <summary>For users and groups: 41,760 minutes.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(41_760);

    private static readonly string[] ChangeTypes = ["created", "updated", "deleted"];
    private long _number;

    public void Map(WebApplication app)
    {
        app.MapPost("/v1.0/subscriptions", CreateAsync);
        app.MapGet("/v1.0/subscriptions", ListAsync);
        app.MapGet("/v1.0/subscriptions/{id}", (string id, HttpContext context) => OneAsync(id, context, subscription => Respond.ObjectAsync(context, ToJson(subscription))));
        app.MapMethods("/v1.0/subscriptions/{id}", ["PATCH"], (string id, HttpContext context) => OneAsync(id, context, subscription => RenewAsync(subscription, context)));
        app.MapDelete("/v1.0/subscriptions/{id}", (string id, HttpContext context) => OneAsync(id, context, subscription =>
        {
            all.Remove(subscription.Id);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }));
        app.MapPost("/v1.0/subscriptions/{id}/reauthorize", (string id, HttpContext context) => OneAsync(id, context, subscription =>
        {
            subscription.Warned = false;
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }));
    }

    private async Task CreateAsync(HttpContext context)
    {
        if (await access.EnterAsync(context, Permissions.Users) is not { } tenant) return;
        if (await BodyAsync(context) is not { } body) return;
        GraphSubscription subscription;
        try
        {
            subscription = Read(tenant, body);
        }
        catch (FormatException wrong)
        {
            await access.BadRequestAsync(context, wrong.Message);
            return;
        }

        foreach (var url in new[] { subscription.NotificationUrl, subscription.LifecycleUrl })
        {
            if (url is null || await handshake.PassesAsync(url, context.RequestAborted)) continue;
            await access.ErrorAsync(context, StatusCodes.Status400BadRequest, "ValidationError", "Subscription validation request failed. Notification endpoint must respond with 200 OK to validation request.");
            return;
        }

        all.Add(subscription);
        await Respond.ObjectAsync(context, ToJson(subscription), StatusCodes.Status201Created);
    }

    private GraphSubscription Read(Tenant tenant, JsonElement body)
    {
        var resource = Text(body, "resource")?.Trim('/') ?? throw new FormatException("The property 'resource' is required.");
        if (resource is not ("users" or "groups")) throw new FormatException($"Subscriptions on the resource '{resource}' are not supported.");
        var change = Text(body, "changeType") ?? throw new FormatException("The property 'changeType' is required.");
        if (!change.Split(',', StringSplitOptions.TrimEntries).All(each => ChangeTypes.Contains(each, StringComparer.Ordinal))) throw new FormatException($"The change type '{change}' is not supported.");
        var state = Text(body, "clientState");
        if (state?.Length > LongestState) throw new FormatException("The clientState property may have 128 characters at most.");
        var isRich = body.TryGetProperty("includeResourceData", out var include) && include.ValueKind == JsonValueKind.True;
        return new GraphSubscription(
            tenant,
            new Dice(Mix.Of(seed, 0x5C, (ulong)Interlocked.Increment(ref _number))).Guid().ToString(),
            resource,
            change,
            Url(body, "notificationUrl") ?? throw new FormatException("The property 'notificationUrl' is required."),
            Url(body, "lifecycleNotificationUrl"),
            state,
            isRich ? Certificate(Text(body, "encryptionCertificate")) : null,
            isRich ? Text(body, "encryptionCertificateId") : null,
            Expiration(body),
            tenant.Feeds.Clock.Now);
    }

    private static X509Certificate2 Certificate(string? text)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(Convert.FromBase64String(text ?? throw new FormatException("The property 'encryptionCertificate' is required with includeResourceData.")));
        }
        catch (CryptographicException)
        {
            throw new FormatException("The encryption certificate cannot be read.");
        }
    }

    private DateTime Expiration(JsonElement body)
    {
        if (!DateTime.TryParse(Text(body, "expirationDateTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var expires)) throw new FormatException("The property 'expirationDateTime' is required.");
        if (expires <= access.Now) throw new FormatException("Subscription expiration can only be a date in the future.");
        return expires - access.Now <= Longest ? expires : throw new FormatException("Subscription expiration can only be 41760 minutes in the future.");
    }

    private async Task RenewAsync(GraphSubscription subscription, HttpContext context)
    {
        if (await BodyAsync(context) is not { } body) return;
        try
        {
            subscription.Expires = Expiration(body);
        }
        catch (FormatException wrong)
        {
            await access.BadRequestAsync(context, wrong.Message);
            return;
        }

        subscription.Warned = false;
        await Respond.ObjectAsync(context, ToJson(subscription));
    }

    private async Task ListAsync(HttpContext context)
    {
        if (await access.EnterAsync(context, Permissions.Users) is not { } tenant) return;
        await Respond.ObjectAsync(context, new { value = all.Alive().Where(each => each.Tenant == tenant).Select(ToJson) });
    }

    private async Task OneAsync(string id, HttpContext context, Func<GraphSubscription, Task> handle)
    {
        if (await access.EnterAsync(context, Permissions.Users) is not { } tenant) return;
        if (all.Find(tenant, id) is { } subscription) await handle(subscription);
        else await access.ErrorAsync(context, StatusCodes.Status404NotFound, "ResourceNotFound", "The object was not found.");
    }

    private async Task<JsonElement?> BodyAsync(HttpContext context)
    {
        try
        {
            using var json = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            if (json.RootElement.ValueKind == JsonValueKind.Object) return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            // Answered below, like a body that is no object.
        }

        await access.BadRequestAsync(context, "Unable to read JSON request payload.");
        return null;
    }

    private static string? Url(JsonElement body, string name)
    {
        if (Text(body, name) is not { } text) return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || url.IsLoopback) ? text : throw new FormatException($"The property '{name}' must be an https address.");
    }

    private static string? Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static object ToJson(GraphSubscription subscription) => new
    {
        id = subscription.Id,
        resource = subscription.Resource,
        applicationId = subscription.Tenant.Org.ClientId,
        changeType = subscription.ChangeType,
        clientState = (string?)null,
        notificationUrl = subscription.NotificationUrl,
        lifecycleNotificationUrl = subscription.LifecycleUrl,
        expirationDateTime = JsonText.Graph(subscription.Expires),
        includeResourceData = subscription.Certificate is not null,
        encryptionCertificateId = subscription.CertificateId,
    };
}
