using System.Net.Http.Headers;
using System.Text.Json;
using AuditOps.Simulator;

namespace AuditOps.Tests.Simulator;

/// <summary>A running simulator and a plain HTTP client: what a conformance test speaks to.</summary>
internal sealed class SimulatedServices : IAsyncDisposable
{
    private readonly SimulatorServer _server;

    private SimulatedServices(SimulatorServer server)
    {
        _server = server;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(30) };
    }

    public SimulatorServer Server => _server;

    public HttpClient Http { get; }

    public string Base => _server.BaseAddress;

    public SimulatedTenant Tenant => _server.Tenants[0];

    public string Feed => $"{Base}/api/v1.0/{Tenant.TenantId}/activity/feed/";

    public static Task<SimulatedServices> StartAsync(ulong seed = 7, FaultProfile faults = FaultProfile.None) =>
        StartAsync(new SimulatorOptions { Seed = seed, Faults = faults, Backlog = TimeSpan.FromDays(2), EventsPerDay = 6_000 });

    public static async Task<SimulatedServices> StartAsync(SimulatorOptions options, TimeProvider? time = null) => new(await SimulatorServer.StartAsync(options, time: time));

    /// <summary>Gets a token the documented way and uses it from now on.</summary>
    public async Task SignInAsync(SimulatedTenant? tenant = null)
    {
        using var answer = await TokenAsync(tenant ?? Tenant);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", json.RootElement.GetProperty("access_token").GetString());
    }

    public Task<HttpResponseMessage> TokenAsync(SimulatedTenant tenant, Dictionary<string, string>? changes = null, string path = "oauth2/v2.0/token")
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = tenant.ClientId,
            ["client_secret"] = tenant.ClientSecret,
            ["scope"] = $"{Base}/.default",
        };
        foreach (var (name, value) in changes ?? [])
            form[name] = value;
        return Http.PostAsync($"{Base}/{tenant.TenantId}/{path}", new FormUrlEncodedContent(form));
    }

    public async Task<(int Status, JsonElement Body, HttpResponseMessage Answer)> GetAsync(string address)
    {
        var answer = await Http.GetAsync(address);
        return ((int)answer.StatusCode, await BodyAsync(answer), answer);
    }

    public async Task<(int Status, JsonElement Body, HttpResponseMessage Answer)> PostAsync(string address, object? body = null)
    {
        using var content = body is null ? null : new StringContent(JsonSerializer.Serialize(body), System.Text.Encoding.UTF8, "application/json");
        var answer = await Http.PostAsync(address, content);
        return ((int)answer.StatusCode, await BodyAsync(answer), answer);
    }

    /// <summary>Every record of a Graph log, page by page.</summary>
    public async Task<List<JsonElement>> AllPagesAsync(string address)
    {
        var all = new List<JsonElement>();
        for (var next = address; next is not null;)
        {
            var (status, body, _) = await GetAsync(next);
            Xunit.Assert.Equal(200, status);
            all.AddRange(body.GetProperty("value").EnumerateArray());
            next = body.TryGetProperty("@odata.nextLink", out var link) ? link.GetString() : null;
        }

        return all;
    }

    /// <summary>Every entry of a content listing, page by page.</summary>
    public async Task<List<JsonElement>> AllContentAsync(string contentType, DateTime start, DateTime end)
    {
        var all = new List<JsonElement>();
        for (var next = $"{Feed}subscriptions/content?contentType={contentType}&startTime={start:yyyy-MM-ddTHH:mm:ss}&endTime={end:yyyy-MM-ddTHH:mm:ss}"; next is not null;)
        {
            var (status, body, answer) = await GetAsync(next);
            Xunit.Assert.Equal(200, status);
            all.AddRange(body.EnumerateArray());
            next = answer.Headers.TryGetValues("NextPageUri", out var links) ? links.Single() : null;
        }

        return all;
    }

    public async Task<List<JsonElement>> ExposedAsync(string? source = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Base}/_sim/exposed?tenant={Tenant.TenantId}&source={source}");
        request.Headers.Add("X-Sim-Key", _server.ControlKey);
        using var answer = await Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    public async Task<(int Status, JsonElement Body)> ControlAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, $"{Base}/_sim/{path}");
        request.Headers.Add("X-Sim-Key", _server.ControlKey);
        if (body is not null) request.Content = new StringContent(JsonSerializer.Serialize(body), System.Text.Encoding.UTF8, "application/json");
        using var answer = await Http.SendAsync(request);
        return ((int)answer.StatusCode, await BodyAsync(answer));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
    }

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        if (text.Length == 0) return default;
        return JsonDocument.Parse(text).RootElement;
    }
}
