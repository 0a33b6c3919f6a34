using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AuditOps.Tests.Collect.Notifications;

/// <summary>What stands at the public address: takes requests below <c>/hooks</c> and hands them on to a listener, as a reverse proxy does.</summary>
internal sealed class PublicProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    private PublicProxy(WebApplication app) => _app = app;

    public string PublicUrl => _app.Urls.First() + "/hooks";

    /// <summary>Address of the listener; empty = nobody is there.</summary>
    public string Target { get; set; } = "";

    /// <summary>Without a listener: passes Graph's validation all the same.</summary>
    public bool Echoes { get; set; }

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

        using var request = new HttpRequestMessage(HttpMethod.Post, Target + context.Request.Path + context.Request.QueryString) { Content = new StreamContent(context.Request.Body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        foreach (var header in context.Request.Headers.Where(header => header.Key.StartsWith("Webhook-", StringComparison.OrdinalIgnoreCase))) request.Headers.TryAddWithoutValidation(header.Key, header.Value.ToString());
        using var answer = await _http.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
