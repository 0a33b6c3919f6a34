using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AuditOps.Tests.Collect;

/// <summary>A small service on a free port that answers like the identity platform, Graph's collections and the Management Activity API, as far as a test fills it.</summary>
internal sealed partial class FakeService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeService(WebApplication app) => _app = app;

    public string Address { get; private set; } = "";

    /// <summary>Graph records by path below v1.0.</summary>
    public ConcurrentDictionary<string, List<FakeRecord>> Graph { get; } = new(StringComparer.Ordinal);

    /// <summary>Blobs by content type.</summary>
    public ConcurrentDictionary<string, List<FakeBlob>> Content { get; } = new(StringComparer.Ordinal);

    public int GraphPage { get; set; } = 3;

    public int ContentPage { get; set; } = 2;

    /// <summary>Sees every request before it is answered; true = it has answered itself.</summary>
    public Func<HttpContext, Task<bool>>? Intercept { get; set; }

    public ConcurrentQueue<string> Requests { get; } = new();

    public int Tokens;

    public static async Task<FakeService> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var service = new FakeService(app);
        app.Run(service.AnswerAsync);
        await app.StartAsync();
        service.Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        await _app.StopAsync(deadline.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var target = request.Path + request.QueryString.Value;
        Requests.Enqueue($"{request.Method} {target}");
        if (Intercept is { } intercept && await intercept(context)) return;
        if (request.Path.Value!.EndsWith("/oauth2/v2.0/token", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref Tokens);
            await WriteAsync(context, 200, """{"token_type":"Bearer","expires_in":3599,"access_token":"token-planted-5c1f"}""");
        }
        else if (request.Headers.Authorization != "Bearer token-planted-5c1f") await WriteAsync(context, 401, """{"error":{"code":"InvalidAuthenticationToken","message":"no"}}""");
        else if (request.Path.StartsWithSegments("/v1.0", out var rest)) await GraphAsync(context, rest.Value!.TrimStart('/'));
        else await ManagementAsync(context);
    }

    public static async Task WriteAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body), context.RequestAborted);
    }

    private async Task GraphAsync(HttpContext context, string path)
    {
        var filter = context.Request.Query["$filter"].ToString();
        var from = FromTime().Match(filter) is { Success: true } begin ? Time(begin.Groups[1].Value) : DateTimeOffset.MinValue;
        var to = ToTime().Match(filter) is { Success: true } match ? Time(match.Groups[1].Value) : DateTimeOffset.MaxValue;
        var skip = context.Request.Query.TryGetValue("$skiptoken", out var token) ? int.Parse(token.ToString(), CultureInfo.InvariantCulture) : 0;
        List<FakeRecord> all;
        lock (Graph) all = [.. Graph.GetValueOrDefault(path, []).Where(record => record.Time >= from && record.Time < to).OrderByDescending(record => record.Time)];
        var page = all.Skip(skip).Take(GraphPage).Select(record => record.Json);
        var next = skip + GraphPage < all.Count ? $",\"@odata.nextLink\":\"{Address}/v1.0/{path}?$filter={Uri.EscapeDataString(filter)}&$skiptoken={skip + GraphPage}\"" : "";
        await WriteAsync(context, 200, $"{{\"@odata.context\":\"x\"{next},\"value\":[{string.Join(",\n", page)}]}}");
    }

    private async Task ManagementAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        var type = context.Request.Query["contentType"].ToString();
        if (path.EndsWith("/subscriptions/start", StringComparison.Ordinal)) await WriteAsync(context, 400, """{"error":{"code":"AF20024","message":"The subscription is already enabled. No property change."}}""");
        else if (path.EndsWith("/subscriptions/content", StringComparison.Ordinal)) await ListAsync(context, type);
        else if (path.Contains("/audit/", StringComparison.Ordinal))
        {
            var id = path[(path.LastIndexOf('/') + 1)..];
            FakeBlob? blob;
            lock (Content) blob = Content.Values.SelectMany(blobs => blobs).FirstOrDefault(blob => blob.Id == id);
            if (blob is null) await WriteAsync(context, 404, """{"error":{"code":"AF20050","message":"no"}}""");
            else await WriteAsync(context, 200, blob.Body);
        }
        else context.Response.StatusCode = 404;
    }

    private async Task ListAsync(HttpContext context, string type)
    {
        var query = context.Request.Query;
        var (from, to) = (Time(query["startTime"].ToString()), Time(query["endTime"].ToString()));
        if (to - from > TimeSpan.FromHours(24) || DateTimeOffset.UtcNow - from > TimeSpan.FromDays(7))
        {
            await WriteAsync(context, 400, """{"error":{"code":"AF20030","message":"window"}}""");
            return;
        }

        var skip = query.TryGetValue("nextPage", out var token) ? int.Parse(token.ToString(), CultureInfo.InvariantCulture) : 0;
        List<FakeBlob> all;
        lock (Content) all = [.. Content.GetValueOrDefault(type, []).Where(blob => blob.Created >= from && blob.Created < to)];
        if (skip + ContentPage < all.Count) context.Response.Headers["NextPageUri"] = $"{Address}{context.Request.Path}?contentType={type}&startTime={query["startTime"]}&endtime={query["endTime"]}&nextPage={skip + ContentPage}";
        var tenant = context.Request.Path.Value!.Split('/')[3];
        var items = all.Skip(skip).Take(ContentPage).Select(blob => $$"""{"contentType":"{{type}}","contentId":"{{blob.Id}}","contentUri":"{{Address}}/api/v1.0/{{tenant}}/activity/feed/audit/{{blob.Id}}","contentCreated":"{{blob.Created.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}}","contentExpiration":"{{blob.Created.UtcDateTime.AddDays(7):yyyy-MM-dd'T'HH:mm:ss.fff'Z'}}"}""");
        await WriteAsync(context, 200, $"[{string.Join(',', items)}]");
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    [GeneratedRegex(@"\w+ ge (\S+)")]
    private static partial Regex FromTime();

    [GeneratedRegex(@"\w+ lt (\S+)")]
    private static partial Regex ToTime();
}
