using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AuditOps.Tests.Collect.Authentication;

/// <summary>A machine's identity service, as App Service (<c>/msi/token</c>, header X-IDENTITY-HEADER) and a virtual machine (<c>/metadata/identity/oauth2/token</c>, header Metadata) have it.</summary>
internal sealed class LocalIdentity : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LocalIdentity(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public ConcurrentQueue<(string Path, IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Headers)> Requests { get; } = new();

    /// <summary>Status of every answer; 200 = a token.</summary>
    public int Status { get; set; } = 200;

    public static async Task<LocalIdentity> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var identity = new LocalIdentity(app);
        app.Run(identity.AnswerAsync);
        await app.StartAsync();
        return identity;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        Requests.Enqueue((request.Path.Value!, request.Query.ToDictionary(each => each.Key, each => each.Value.ToString()), request.Headers.ToDictionary(each => each.Key, each => each.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        context.Response.StatusCode = Status;
        context.Response.ContentType = "application/json";
        var ends = DateTimeOffset.UtcNow.AddHours(6).ToUnixTimeSeconds();
        await context.Response.WriteAsync(Status == 200
            ? $$"""{"access_token":"machine-token","expires_on":"{{ends}}","expires_in":"21600","resource":"{{request.Query["resource"]}}","token_type":"Bearer","client_id":"x"}"""
            : """{"error":"invalid_request","error_description":"planted-machine-secret Identity not found"}""");
    }
}
