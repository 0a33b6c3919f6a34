using System.Text.Json;
using System.Text.Json.Nodes;
using AuditOps.Api;
using AuditOps.Schemas.Contracts;
using AuditOps.Tests.Warehouse;
using AuditOps.Warehouse;
using AuditOps.Warehouse.Rows;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Tests.Api;

public sealed class ApiServerTests(WarehouseFixture clickHouse)
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData("key-of-all-tenant")]
    [InlineData("key-of-all-tenants-")]
    [InlineData("KEY-OF-ALL-TENANTS")]
    public async Task Without_a_valid_key_nothing_below_api_answers(string? key)
    {
        await using var api = await ApiHarness.StartAsync(clickHouse);

        foreach (var path in new[] { "/api/v1/events", "/api/v1/events/x", "/api/v1/stats", "/api/v1/dead-letters", "/api/nothing", "/API/v1/events" })
        {
            using var response = await api.SendAsync(path, key);
            await ApiHarness.ProblemAsync(response, 401, "unauthorized");
            Assert.Equal("ApiKey", response.Headers.WwwAuthenticate.Single().Scheme);
        }
    }

    [Fact]
    public async Task Two_keys_at_once_are_none()
    {
        await using var api = await ApiHarness.StartAsync(clickHouse);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events");
        request.Headers.Add("X-Api-Key", [ApiHarness.AllKey, ApiHarness.ContosoKey]);
        using var response = await api.Http.SendAsync(request, Now);

        await ApiHarness.ProblemAsync(response, 401, "unauthorized");
    }

    [Fact]
    public async Task Unknown_addresses_and_methods_are_problems()
    {
        await using var api = await ApiHarness.StartAsync(clickHouse);

        using var missing = await api.SendAsync("/api/v1/nothing");
        await ApiHarness.ProblemAsync(missing, 404, "not_found");
        using var outside = await api.SendAsync("/nothing", key: null);
        await ApiHarness.ProblemAsync(outside, 404, "not_found");
        using var method = await api.SendAsync("/api/v1/events", method: HttpMethod.Delete);
        await ApiHarness.ProblemAsync(method, 405, "method_not_allowed");
    }

    [Fact]
    public async Task Health_ready_and_the_start_page_need_no_key_and_every_answer_is_hardened()
    {
        await using var api = await ApiHarness.StartAsync(clickHouse);

        foreach (var path in new[] { "/health", "/ready", "/", "/openapi/v1.json" })
        {
            using var response = await api.SendAsync(path, key: null);
            Assert.True(response.IsSuccessStatusCode, path);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.False(response.Headers.Contains("Server"));
        }
    }

    [Theory]
    [InlineData("abc-123_X.y", true)]
    [InlineData("a b", false)]
    [InlineData("<script>", false)]
    [InlineData("", false)]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234", false)]
    public async Task A_valid_correlation_id_is_echoed_and_any_other_replaced(string given, bool kept)
    {
        await using var api = await ApiHarness.StartAsync(clickHouse);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health");
        request.Headers.TryAddWithoutValidation("X-Correlation-Id", given);
        using var response = await api.Http.SendAsync(request, Now);

        var answered = response.Headers.GetValues("X-Correlation-Id").Single();
        Assert.Equal(kept, answered == given);
        Assert.Matches("^[A-Za-z0-9._-]{1,64}$", answered);
    }

    [Fact]
    public async Task With_clickhouse_away_the_api_lives_and_says_so()
    {
        await using var server = await ApiHarness.StartServerAsync(new WarehouseOptions { Address = new Uri("http://127.0.0.1:9"), ConnectTimeout = TimeSpan.FromSeconds(1) });
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Add("X-Api-Key", ApiHarness.AllKey);

        using var health = await http.GetAsync("/health", Now);
        Assert.True(health.IsSuccessStatusCode);
        using var ready = await http.GetAsync("/ready", Now);
        await ApiHarness.ProblemAsync(ready, 503, "not_ready");
        using var events = await http.GetAsync("/api/v1/events", Now);
        await ApiHarness.ProblemAsync(events, 503, "warehouse_unavailable");
        Assert.NotNull(events.Headers.RetryAfter);
    }

    [Fact]
    public async Task Without_its_tables_the_api_is_not_ready()
    {
        await using var server = await ApiHarness.StartServerAsync(await clickHouse.NewDatabaseOptionsAsync());
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Add("X-Api-Key", ApiHarness.AllKey);

        using var ready = await http.GetAsync("/ready", Now);
        await ApiHarness.ProblemAsync(ready, 503, "not_ready");
        using var events = await http.GetAsync("/api/v1/events", Now);
        await ApiHarness.ProblemAsync(events, 503, "warehouse_unavailable");
    }

    [Fact]
    public async Task Dead_letters_are_listed_newest_first_page_by_page()
    {
        await using var api = await ApiHarness.StartAsync(clickHouse);
        using var rows = new RowBinaryWriter();
        var writer = new DeadLetterRowWriter(TimeSpan.FromDays(30));
        for (var i = 0; i < 5; i++) writer.Write(Letter(i), rows);
        writer.Write(Letter(3), rows);
        await api.Warehouse.InsertAsync(DeadLetterRowWriter.Table, DeadLetterRowWriter.Columns, rows.Body, null, Now);

        List<string> seen = [];
        string? cursor = null;
        do
        {
            var page = await api.GetAsync("/api/v1/dead-letters?limit=2" + (cursor is null ? "" : "&cursor=" + cursor), ApiHarness.ContosoKey);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()!));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(["l4", "l3", "l2", "l1", "l0"], seen);
        Assert.Empty((await api.GetAsync("/api/v1/dead-letters", ApiHarness.FabrikamKey)).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task The_openapi_document_is_the_committed_one()
    {
        await using var api = await ApiHarness.StartAsync(clickHouse);
        var served = JsonNode.Parse(await api.Http.GetStringAsync("/openapi/v1.json", Now))!.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n";
        var golden = GoldenPath();
        if (Environment.GetEnvironmentVariable("AUDITOPS_UPDATE_GOLDEN") == "1") await File.WriteAllTextAsync(golden, served, Now);

        Assert.StartsWith("3.1", JsonDocument.Parse(served).RootElement.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.True(await File.ReadAllTextAsync(golden, Now) == served, "The document changed; if that is meant, run this test with AUDITOPS_UPDATE_GOLDEN=1 and commit it.");
    }

    [Fact]
    public async Task Wrong_options_are_named_all_at_once()
    {
        var options = new ApiOptions { Host = "0.0.0.0", Port = 70000, Keys = [new ApiKey { Name = "short", Key = "abc" }], Warehouse = new WarehouseOptions { Database = "a-b" } };

        var error = await Assert.ThrowsAsync<ApiOptionsException>(() => ApiServer.StartAsync(options, TimeProvider.System, NullLoggerFactory.Instance, Now));

        foreach (var part in new[] { "Port", "short", "Database" }) Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("abc", error.Message, StringComparison.Ordinal);
    }

    private static DeadLetter Letter(int i) => new()
    {
        Id = $"l{i}",
        Tenant = "contoso",
        Source = Sources.Other,
        Stage = "import",
        Code = DeadLetterCode.NotJson,
        Reason = "not JSON",
        FailedAt = Warehouse.Rows.Collected.AddSeconds(i),
        Run = "r",
        PayloadLength = 3,
        PayloadSha256 = "00",
        Payload = "abc"u8.ToArray(),
    };

    private static string GoldenPath()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "AuditOps.sln"))) folder = folder.Parent;
        Assert.NotNull(folder);
        return Path.Combine(folder.FullName, "tests/AuditOps.Tests/Api/openapi.v1.json");
    }
}
