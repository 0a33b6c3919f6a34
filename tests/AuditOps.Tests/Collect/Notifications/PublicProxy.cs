using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AuditOps.Tests.Collect.Notifications;

/// <summary>What stands at the public address: takes requests below <c>/hooks</c> and hands them on to a listener, as a reverse proxy does.</summary>
internal sealed partial class PublicProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    private PublicProxy(WebApplication app) => _app = app;

    public string PublicUrl => _app.Urls.First() + "/hooks";

    /// <summary>Address of the listener; empty = nobody is there.</summary>
    public string Target { get; set; } = "";

    /// <summary>Without a listener: passes Graph's validation all the same.</summary>
    public bool Echoes { get; set; }

    /// <summary>What came through that nobody else may know: authentication ids and client states.</summary>
    public ConcurrentDictionary<string, bool> Secrets { get; } = new(StringComparer.Ordinal);

    public static async Task<PublicProxy> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var proxy = new PublicProxy(app);
        app.Run(proxy.ForwardAsync);
        await app.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        await _app.StopAsync(deadline.Token);
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        if (Target.Length == 0)
        {
            context.Response.StatusCode = Echoes ? 200 : 502;
            context.Response.ContentType = "text/plain";
            await context.Response.WriteAsync(context.Request.Query["validationToken"].ToString());
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        foreach (Match state in State().Matches(Encoding.UTF8.GetString(body.ToArray()))) Secrets[state.Groups[1].Value] = true;
        if (context.Request.Headers["Webhook-AuthID"] is { Count: 1 } auth) Secrets[auth[0]!] = true;
        using var request = new HttpRequestMessage(HttpMethod.Post, Target + context.Request.Path + context.Request.QueryString) { Content = new ByteArrayContent(body.ToArray()) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        foreach (var header in context.Request.Headers.Where(header => header.Key.StartsWith("Webhook-", StringComparison.OrdinalIgnoreCase))) request.Headers.TryAddWithoutValidation(header.Key, header.Value.ToString());
        using var answer = await _http.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    [GeneratedRegex("\"clientState\":\"([^\"]+)\"")]
    private static partial Regex State();
}
