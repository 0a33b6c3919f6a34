using System.Net;
using System.Text.Json;
using AuditOps.Api;
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

    public static async Task<ApiHarness> StartAsync(WarehouseFixture fixture)
    {
        var warehouse = await fixture.NewMigratedAsync();
        return new ApiHarness(await StartServerAsync(warehouse.Options), warehouse);
    }

    public static Task<ApiServer> StartServerAsync(WarehouseOptions warehouse)
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
        };
        return ApiServer.StartAsync(options, TimeProvider.System, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
    }

    public async Task<HttpResponseMessage> SendAsync(string path, string? key = AllKey, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        if (key is not null) request.Headers.Add("X-Api-Key", key);
        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
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
