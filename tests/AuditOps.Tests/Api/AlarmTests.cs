using System.Text.Json;
using AuditOps.Schemas.Contracts;
using AuditOps.Tests.Warehouse;
using AuditOps.Warehouse.Rows;
using Xunit;

namespace AuditOps.Tests.Api;

public sealed class AlarmTests(WarehouseFixture fixture)
{
    private static readonly DateTimeOffset At = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_newest_word_of_each_reporter_counts_and_what_is_well_is_not_listed()
    {
        await using var api = await ApiHarness.StartAsync(fixture);
        await StoreAsync(api, Health("contoso", HealthState.Failing) with { Code = "unauthorized", Error = "the secret has expired", WhatToDo = "make a new one", LagSeconds = 90.5, Gaps = [new HealthGap(At, At.AddHours(1), "stopped", 3), new HealthGap(At, At.AddHours(2), "stopped")] });
        await StoreAsync(api, Health("contoso", HealthState.Ok) with { Reporter = "completeness" }, Health("contoso", HealthState.Disabled) with { Source = "entra.risk" }, Health("contoso", HealthState.Waiting) with { Source = "entra.audit" });

        var alarm = Assert.Single(await ItemsAsync(api, ""));
        Assert.Equal(("failing", "unauthorized", "the secret has expired", "make a new one", 90.5), (Text("state"), Text("code"), Text("error"), Text("what_to_do"), alarm.GetProperty("lag_seconds").GetDouble()));

        await StoreAsync(api, Health("contoso", HealthState.Ok) with { UpdatedAt = At.AddSeconds(1) });
        Assert.Empty(await ItemsAsync(api, ""));

        string Text(string name) => alarm.GetProperty(name).GetString()!;
    }

    [Fact]
    public async Task A_collector_that_no_longer_reports_is_an_alarm_though_its_last_word_was_that_all_is_well()
    {
        await using var api = await ApiHarness.StartAsync(fixture);
        var now = DateTimeOffset.UtcNow;
        await StoreAsync(api,
            Health("contoso", HealthState.Ok) with { Source = "dead", NextRunAt = now.AddHours(-1), UpdatedAt = now.AddHours(-1) },
            Health("contoso", HealthState.Ok) with { Source = "alive", NextRunAt = now.AddMinutes(-6), UpdatedAt = now.AddMinutes(-7) },
            Health("contoso", HealthState.Throttled) with { Source = "patient", NextRunAt = now.AddMinutes(20), UpdatedAt = now.AddMinutes(-40) },
            Health("contoso", HealthState.Disabled) with { Source = "removed", NextRunAt = now.AddDays(-1), UpdatedAt = now.AddDays(-1) });
        var alarms = (await ItemsAsync(api, "")).ToDictionary(item => item.GetProperty("source").GetString()!, item => item.GetProperty("state").GetString());
        Assert.Equal(new Dictionary<string, string?> { ["dead"] = "silent", ["patient"] = "throttled" }, alarms);
        var sources = (await api.GetAsync("/api/v1/sources?state=silent")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(("dead", "collector_silent"), (sources.Single().GetProperty("source").GetString(), sources[0].GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Pages_follow_one_another_and_a_key_of_one_tenant_sees_neither_others_nor_the_installation()
    {
        await using var api = await ApiHarness.StartAsync(fixture);
        await StoreAsync(api, [.. Enumerable.Range(0, 7).Select(i => Health(i % 2 == 0 ? "contoso" : SourceHealth.Installation, HealthState.Degraded) with { Source = $"s{i}", Since = At.AddMinutes(i / 3) })]);

        List<string> seen = [];
        string? cursor = null;
        do
        {
            var page = await api.GetAsync("/api/v1/alarms?limit=3" + (cursor is null ? "" : "&cursor=" + cursor));
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("source").GetString()!));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);
        Assert.Equal(Enumerable.Range(0, 7).Select(i => $"s{i}"), seen.Order(StringComparer.Ordinal));
        Assert.Equal(4, (await ItemsAsync(api, "", ApiHarness.ContosoKey)).Count);
        Assert.Single(await ItemsAsync(api, "?source=s3"));
        using var forbidden = await api.SendAsync("/api/v1/alarms?tenant=_", ApiHarness.ContosoKey);
        Assert.Equal(403, (int)forbidden.StatusCode);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("cursor=abc")]
    [InlineData("tenant=")]
    [InlineData("format=0")]
    [InlineData("format=")]
    public async Task Bad_input_is_a_problem(string query)
    {
        await using var api = await ApiHarness.StartAsync(fixture);
        using var response = await api.SendAsync("/api/v1/alarms?" + query);
        Assert.Equal(400, (int)response.StatusCode);
    }

    private static async Task<List<JsonElement>> ItemsAsync(ApiHarness api, string query, string key = ApiHarness.AllKey) =>
        [.. (await api.GetAsync("/api/v1/alarms" + query, key)).GetProperty("items").EnumerateArray()];

    private static SourceHealth Health(string tenant, HealthState state) =>
        new() { Tenant = tenant, Source = Sources.EntraSignIn, Reporter = "collect", State = state, Since = At, UpdatedAt = At };

    private static async Task StoreAsync(ApiHarness api, params SourceHealth[] all)
    {
        using var rows = new RowBinaryWriter();
        foreach (var health in all) SourceHealthRowWriter.Write(health, rows);
        await api.Warehouse.InsertAsync(SourceHealthRowWriter.Table, SourceHealthRowWriter.Columns, rows.Body, null, TestContext.Current.CancellationToken);
    }
}
