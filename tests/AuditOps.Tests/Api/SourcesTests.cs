using System.Text.Json;
using AuditOps.Schemas.Contracts;
using AuditOps.Tests.Warehouse;
using AuditOps.Warehouse.Rows;
using Xunit;

namespace AuditOps.Tests.Api;

public sealed class SourcesTests(WarehouseFixture fixture)
{
    private static readonly DateTimeOffset At = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_source_shows_its_state_its_times_its_gaps_and_what_to_do()
    {
        await using var api = await ApiHarness.StartAsync(fixture);
        await StoreAsync(api, Health("contoso", "entra.audit") with
        {
            State = HealthState.Degraded, Code = HealthCodes.Gap, Error = "a gap", WhatToDo = "import it", LastAttemptAt = At, LastSuccessAt = At.AddMinutes(-1), LastRecordAt = At.AddHours(-1), NextRunAt = DateTimeOffset.UtcNow.AddMinutes(1),
            LagSeconds = 60, ThrottledSeconds = 12.5, Gaps = [new HealthGap(At.AddDays(-9), At.AddDays(-8), "not collected in time"), new HealthGap(At, At, "content had expired", 3)],
        });
        var item = Assert.Single(await ItemsAsync(api, ""));
        Assert.Equal(("degraded", "gap", "import it", 12.5), (item.GetProperty("state").GetString(), item.GetProperty("code").GetString(), item.GetProperty("what_to_do").GetString(), item.GetProperty("throttled_seconds").GetDouble()));
        Assert.Equal(At.AddHours(-1), item.GetProperty("last_record_at").GetDateTimeOffset());
        var gaps = item.GetProperty("gaps").EnumerateArray().ToList();
        Assert.Equal(("not collected in time", At.AddDays(-9)), (gaps[0].GetProperty("reason").GetString(), gaps[0].GetProperty("from").GetDateTimeOffset()));
        Assert.Equal(3, gaps[1].GetProperty("records").GetInt32());
    }

    [Fact]
    public async Task Pages_filters_and_tenants_hold()
    {
        await using var api = await ApiHarness.StartAsync(fixture);
        await StoreAsync(api, [.. Enumerable.Range(0, 7).Select(index => Health(index % 2 == 0 ? "contoso" : SourceHealth.Installation, $"s{index}") with { State = index == 3 ? HealthState.Silent : HealthState.Ok })]);
        List<string> seen = [];
        string? cursor = null;
        do
        {
            var page = await api.GetAsync("/api/v1/sources?limit=3" + (cursor is null ? "" : "&cursor=" + cursor));
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("source").GetString()!));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);
        Assert.Equal(Enumerable.Range(0, 7).Select(index => $"s{index}"), seen.Order(StringComparer.Ordinal));
        Assert.Equal(4, (await ItemsAsync(api, "", ApiHarness.ContosoKey)).Count);
        Assert.Equal("s3", Assert.Single(await ItemsAsync(api, "?state=silent")).GetProperty("source").GetString());
        using var forbidden = await api.SendAsync("/api/v1/sources?tenant=_", ApiHarness.ContosoKey);
        Assert.Equal(403, (int)forbidden.StatusCode);
        using var bad = await api.SendAsync("/api/v1/sources?state=odd");
        Assert.Equal(400, (int)bad.StatusCode);
    }

    private static async Task<List<JsonElement>> ItemsAsync(ApiHarness api, string query, string key = ApiHarness.AllKey) =>
        [.. (await api.GetAsync("/api/v1/sources" + query, key)).GetProperty("items").EnumerateArray()];

    private static SourceHealth Health(string tenant, string source) =>
        new() { Tenant = tenant, Source = source, Reporter = "collect", State = HealthState.Ok, Since = At, UpdatedAt = At };

    private static async Task StoreAsync(ApiHarness api, params SourceHealth[] all)
    {
        using var rows = new RowBinaryWriter();
        foreach (var health in all) SourceHealthRowWriter.Write(health, rows);
        await api.Warehouse.InsertAsync(SourceHealthRowWriter.Table, SourceHealthRowWriter.Columns, rows.Body, null, TestContext.Current.CancellationToken);
    }
}
