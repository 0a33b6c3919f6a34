using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using AuditOps.Warehouse;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace AuditOps.Tests.Processors;

/// <summary>An HTTP server that takes inserts as ClickHouse does and fails them as the test tells it to; for what a healthy ClickHouse never shows.</summary>
internal sealed partial class ScriptedClickHouse : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ScriptedClickHouse(WebApplication app) => _app = app;

    /// <summary>Every insert that was answered with success, in order.</summary>
    public ConcurrentQueue<Insert> Stored { get; } = new();

    /// <summary>Every insert that came, whatever the answer.</summary>
    public ConcurrentQueue<Insert> Tried { get; } = new();

    /// <summary>Null lets an insert pass; else the ClickHouse error code it is answered with.</summary>
    public Func<Insert, int?> Fails { get; set; } = _ => null;

    /// <summary>Awaited after the rows are stored and before the answer goes out.</summary>
    public Func<Task> BeforeAnswer { get; set; } = () => Task.CompletedTask;

    public WarehouseOptions Options => new() { Address = new Uri(_app.Urls.First()) };

    public static async Task<ScriptedClickHouse> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        var app = builder.Build();
        var server = new ScriptedClickHouse(app);
        app.MapPost("/", server.HandleAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>How often each event id was stored.</summary>
    public Dictionary<string, int> StoredIds() =>
        Stored.SelectMany(insert => insert.Ids).GroupBy(id => id).ToDictionary(group => group.Key, group => group.Count());

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var insert = new Insert(context.Request.Query["insert_deduplication_token"].ToString(), body.ToArray());
        Tried.Enqueue(insert);
        if (Fails(insert) is { } code)
        {
            context.Response.StatusCode = 500;
            context.Response.Headers["X-ClickHouse-Exception-Code"] = $"{code}";
            await context.Response.WriteAsync($"Code: {code}. DB::Exception: scripted. (SCRIPTED)");
            return;
        }

        Stored.Enqueue(insert);
        await BeforeAnswer();
    }

    internal sealed partial record Insert(string Token, byte[] Body)
    {
        public IReadOnlyList<string> Ids { get; } = [.. EventId().Matches(Encoding.Latin1.GetString(Body)).Select(match => match.Value)];

        [GeneratedRegex("event-[0-9]{6}\\.")]
        private static partial Regex EventId();
    }
}
