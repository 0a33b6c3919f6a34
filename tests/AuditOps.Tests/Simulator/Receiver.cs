using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AuditOps.Tests.Simulator;

/// <summary>A small real server that takes notifications, or refuses them.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Receiver(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    /// <summary>Answers given to deliveries, first to last; 202 when none is left.</summary>
    public ConcurrentQueue<int> Answers { get; } = new();

    /// <summary>Repeats validation tokens.</summary>
    public bool IsHonest { get; init; } = true;

    public ConcurrentQueue<(JsonElement Body, IReadOnlyDictionary<string, string> Headers)> Received { get; } = new();

    public ConcurrentQueue<string> Handshakes { get; } = new();

    public static async Task<Receiver> StartAsync(bool isHonest = true)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new Receiver(app) { IsHonest = isHonest };
        // As a delegate: a request delegate would drop the result.
        app.MapPost("/hook", (Delegate)receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    public async Task<(JsonElement Body, IReadOnlyDictionary<string, string> Headers)> NextAsync(Func<JsonElement, bool>? wanted = null)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (DateTime.UtcNow < deadline)
        {
            while (Received.TryDequeue(out var item))
            {
                if (wanted is null || wanted(item.Body)) return item;
            }

            await Task.Delay(20);
        }

        throw new TimeoutException("Nothing was delivered within 60 s.");
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpContext context)
    {
        if (context.Request.Query["validationToken"].ToString() is { Length: > 0 } token)
        {
            Handshakes.Enqueue(token);
            return Results.Text(IsHonest ? token : "something else");
        }

        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        if (context.Request.Headers.TryGetValue("Webhook-ValidationCode", out var code))
        {
            Handshakes.Enqueue(code.ToString());
            return Results.StatusCode(IsHonest && body.RootElement.GetProperty("validationCode").GetString() == code ? 200 : 403);
        }

        var status = Answers.TryDequeue(out var planned) ? planned : 200;
        Received.Enqueue((body.RootElement.Clone(), context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        return Results.StatusCode(status);
    }
}
