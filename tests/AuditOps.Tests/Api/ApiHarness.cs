using System.Net;
using System.Text.Json;
using AuditOps.Api;
using AuditOps.Engines.Risk;
using AuditOps.Kafka;
using AuditOps.Tests.Warehouse;
using AuditOps.Warehouse;
using AuditOps.Warehouse.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Tests.Api;

/// <summary>An API on a free port over a database of its own, with a key for all tenants and one for each of two.</summary>
internal sealed class ApiHarness : IAsyncDisposable
{
    public const string AllKey = "key-of-all-tenants";
    public const string ContosoKey = "key-of-contoso-only";
    public const string FabrikamKey = "key-of-fabrikam-only";

    private readonly ApiServer server;

    private ApiHarness(ApiServer server, ClickHouseClient warehouse)
    {
        this.server = server;
        Warehouse = warehouse;
        Http = new HttpClient { BaseAddress = server.Address };
    }

    public ClickHouseClient Warehouse { get; }

    public HttpClient Http { get; }

    public static async Task<ApiHarness> StartAsync(WarehouseFixture fixture, KafkaOptions? kafka = null, TimeSpan? verdictWait = null, EntityRiskOptions? risk = null)
    {
        var warehouse = await fixture.NewMigratedAsync();
        return new ApiHarness(await StartServerAsync(warehouse.Options, kafka, verdictWait, risk), warehouse);
    }

    public static Task<ApiServer> StartServerAsync(WarehouseOptions warehouse, KafkaOptions? kafka = null, TimeSpan? verdictWait = null, EntityRiskOptions? risk = null)
    {
        var options = new ApiOptions
        {
            Port = 0,
            Keys =
            [
                new ApiKey { Name = "all", Key = AllKey },
                new ApiKey { Name = "contoso", Key = ContosoKey, Tenants = ["contoso"] },
                new ApiKey { Name = "fabrikam", Key = FabrikamKey, Tenants = ["fabrikam"] },
            ],
            Warehouse = warehouse,
            Kafka = kafka,
            Risk = risk ?? new EntityRiskOptions(),
            VerdictWait = verdictWait ?? TimeSpan.FromSeconds(20),
        };
        return ApiServer.StartAsync(options, TimeProvider.System, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
    }

    public async Task<HttpResponseMessage> SendAsync(string path, string? key = AllKey, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        if (key is not null) request.Headers.Add("X-Api-Key", key);
        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string json, string? key = AllKey, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
        if (key is not null) request.Headers.Add("X-Api-Key", key);
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The parameters that a request is refused for, in order.</summary>
    public static async Task<string[]> ErrorsAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.BadRequest, $"{response.RequestMessage!.RequestUri}: {(int)response.StatusCode} {text}");
        return [.. JsonDocument.Parse(text).RootElement.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal)];
    }

    /// <summary>The answer to a change, which must have this status.</summary>
    public async Task<JsonElement> ChangeAsync(string path, string json, int status = 200, string key = AllKey, HttpMethod? method = null, string? idempotencyKey = null)
    {
        using var response = await SendAsync(method ?? HttpMethod.Post, path, json, key, idempotencyKey);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)response.StatusCode == status, $"{path}: {(int)response.StatusCode}, not {status}: {text}");
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    public async Task<JsonElement> GetAsync(string path, string? key = AllKey)
    {
        using var response = await SendAsync(path, key);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {(int)response.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    /// <summary>Ids of the list's first page.</summary>
    public async Task<string[]> IdsAsync(string query, string key = AllKey) => Ids(await GetAsync("/api/v1/events" + query, key));

    public static string[] Ids(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("event_id").GetString()!).ToArray();

    /// <summary>Asserts a problem of this status and code, and that it says nothing about the inside.</summary>
    public static async Task<JsonElement> ProblemAsync(HttpResponseMessage response, int status, string code)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode}, not {status}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(text).RootElement.Clone();
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.StartsWith("urn:auditops:problem:", problem.GetProperty("type").GetString(), StringComparison.Ordinal);
        Assert.Equal(response.Headers.GetValues("X-Correlation-Id").Single(), problem.GetProperty("correlation_id").GetString());
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("DB::", text, StringComparison.Ordinal);
        return problem;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await server.DisposeAsync();
        Warehouse.Dispose();
    }
}
