using System.Net;
using AuditOps.Collectors.Fetching;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AuditOps.Collectors.Notifications;

/// <summary>
/// The HTTP listener behind the public address. It reads a bounded body within a bounded time, looks the secret up in memory, puts a hint into a queue that never blocks and answers; it fetches nothing and
/// writes nothing while a service waits. Nothing that a caller sends is logged or repeated, but for Graph's validation token.
/// </summary>
internal sealed class NotificationListener : IAsyncDisposable
{
    /// <summary>The services wait 3 s for an answer; a body that takes longer than this is no notification.</summary>
    private static readonly TimeSpan BodyTime = TimeSpan.FromMilliseconds(2_500);

    private readonly WebApplication _app;
    private readonly NotificationOptions _options;
    private readonly IReadOnlyDictionary<string, ListenerTenant> _tenants;
    private readonly GraphReceiver _graph;
    private readonly ManagementReceiver _management;
    private readonly TimeProvider _time;
    private readonly PathString _base;

    private NotificationListener(WebApplication app, NotificationOptions options, IReadOnlyDictionary<string, ListenerTenant> tenants, SubscriptionTable table, HintQueue hints, TimeProvider time)
    {
        _app = app;
        _options = options;
        _tenants = tenants;
        _graph = new GraphReceiver(table, hints, options);
        _management = new ManagementReceiver(table, hints, options, time);
        _time = time;
        _base = options.Base.AbsolutePath.TrimEnd('/');
    }

    /// <summary>With the port it got.</summary>
    public string Address { get; private set; } = "";

    /// <exception cref="CollectorsException">The address cannot be had.</exception>
    public static async Task<NotificationListener> StartAsync(NotificationOptions options, IReadOnlyDictionary<string, ListenerTenant> tenants, SubscriptionTable table, HintQueue hints, TimeProvider time, ILogger logger, CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(NotificationListener).Assembly.GetName().Name });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Limit(kestrel, options));
        var app = builder.Build();
        var listener = new NotificationListener(app, options, tenants, table, hints, time);
        app.Run(listener.AnswerAsync);
        try
        {
            await app.StartAsync(cancel);
        }
        catch (IOException exception)
        {
            await app.DisposeAsync();
            throw new CollectorsException(CollectorsErrorCode.BadOptions, $"notifications: {options.Listen}:{options.Port} cannot be listened on; choose another Notifications.Port, or start this process with --no-listener if another one of this machine listens.", exception);
        }

        listener.Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Log.Listening(logger, listener.Address, options.Base.ToString());
        return listener;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static void Limit(KestrelServerOptions kestrel, NotificationOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.BodyBytes;
        kestrel.Limits.MaxConcurrentConnections = options.Connections;
        kestrel.Limits.MaxConcurrentUpgradedConnections = 0;
        kestrel.Limits.MaxRequestLineSize = 8 << 10;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 << 10;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
        kestrel.Listen(IPAddress.Parse(options.Listen), options.Port);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        var path = context.Request.Path;
        // A proxy may hand the public path on, or take it off.
        if (_base.HasValue && path.StartsWithSegments(_base, out var rest)) path = rest;
        var parts = path.Value!.Split('/');
        var tenant = parts.Length is 3 or 4 && parts[0].Length == 0 ? _tenants.GetValueOrDefault(parts[2]) : null;
        var isGraph = parts.Length >= 3 && parts[1] == NotificationPaths.Graph && (parts.Length == 3 || parts[3] == NotificationPaths.Lifecycle);
        var feed = parts.Length == 4 && parts[1] == NotificationPaths.Management ? tenant?.Feeds.FirstOrDefault(each => each.Name == parts[3]) : null;
        if (tenant is null || !(isGraph || feed is { Kind: Configuration.FeedKind.Management }) || !HttpMethods.IsPost(context.Request.Method))
        {
            Refuse(context, RefusalReason.Address, StatusCodes.Status404NotFound);
        }
        else if (isGraph && context.Request.Query.TryGetValue("validationToken", out var token)) await GraphReceiver.ProveAsync(context, token is { Count: 1 } ? token[0]! : "");
        else if (feed is not null && !await _management.KnowsAsync(tenant, feed, context.Request.Headers, context.RequestAborted))
        {
            Refuse(context, RefusalReason.State, StatusCodes.Status404NotFound);
        }
        else if (await BodyAsync(context) is { } body)
        {
            context.Response.StatusCode = feed is null ? _graph.Take(tenant, body) : _management.Take(tenant, feed, context.Request.Headers, body);
        }
    }

    /// <returns>Null when it was refused, and that is answered.</returns>
    private async Task<byte[]?> BodyAsync(HttpContext context)
    {
        using var limit = new CancellationTokenSource(BodyTime, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        try
        {
            if (context.Request.ContentLength > _options.BodyBytes)
            {
                Refuse(context, RefusalReason.TooLarge, StatusCodes.Status413PayloadTooLarge);
                return null;
            }

            // Without a length: what a caller announces is not reserved before it has come.
            if (await AnswerBody.ReadAsync(context.Request.Body, null, _options.BodyBytes, either.Token) is { } body) return body;
            Refuse(context, RefusalReason.TooLarge, StatusCodes.Status413PayloadTooLarge);
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException exception)
        {
            Refuse(context, exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? RefusalReason.TooLarge : RefusalReason.Malformed, exception.StatusCode);
        }
        catch (OperationCanceledException)
        {
            Refuse(context, RefusalReason.TooLarge, StatusCodes.Status408RequestTimeout);
        }
        catch (IOException)
        {
            // Cut off by the caller; nobody is there to be answered.
            NotificationMetrics.Refused(RefusalReason.Malformed);
        }

        return null;
    }

    private static void Refuse(HttpContext context, RefusalReason reason, int status)
    {
        NotificationMetrics.Refused(reason);
        context.Response.StatusCode = status;
        // What is left of the body is not read, so the connection serves nothing more.
        if (reason == RefusalReason.TooLarge) context.Response.Headers.Connection = "close";
    }
}
