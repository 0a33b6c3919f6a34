using System.Text.Json;
using AuditOps.Schemas.Contracts;
using AuditOps.Tests.Warehouse;
using AuditOps.Warehouse.Audit;
using AuditOps.Warehouse.Rows;
using Xunit;

namespace AuditOps.Tests.Api;

public sealed class CompletenessTests(WarehouseFixture fixture)
{
    private static readonly DateTimeOffset Hour = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Counts_of_all_stages_add_up_and_a_count_sent_twice_counts_once()
    {
        await using var api = await ApiHarness.StartAsync(fixture);
        var import = Count("contoso", Hour, CompletenessStage.Import) with { Collected = 12, Published = 10, Duplicates = 1, DeadLettered = 1 };
        var ingest = Count("contoso", Hour, CompletenessStage.Ingest) with { Admitted = 7, Duplicates = 2, Revisions = 1, DeadLettered = 1 };
        var sink = Count("contoso", Hour, CompletenessStage.Sink) with { Stored = 6, DeadLettered = 1 };
        await StoreAsync(api, [import, ingest, sink], 0);
        await StoreAsync(api, [import, ingest, sink], 0);

        var item = Assert.Single(await ItemsAsync(api, ""));
        Assert.Equal("contoso", item.GetProperty("tenant").GetString());
        Assert.Equal("2026-11-20T08:00:00Z", item.GetProperty("hour").GetString());
        foreach (var (name, value) in new[] { ("collected", 12), ("published", 10), ("admitted", 7), ("duplicates", 3), ("revisions", 1), ("dead_lettered", 3), ("stored", 6), ("pending", 0), ("missing", 0) })
            Assert.True(item.GetProperty(name).GetInt64() == value, $"{name} is {item.GetProperty(name)}, not {value}");
    }

    [Fact]
    public async Task What_is_missing_is_named_even_in_an_hour_without_counts()
    {
        await using var api = await ApiHarness.StartAsync(fixture);
        var alarms = new AlarmTable(api.Warehouse);
        var alarm = new MissingEvents { Tenant = "contoso", Source = "m365.activity", Hour = Hour, Missing = 1, EventIds = ["gone's id"] };
        await alarms.WriteAsync(alarm, Hour, AlarmEnd.None, Hour, TestContext.Current.CancellationToken);

        var item = Assert.Single(await ItemsAsync(api, "?tenant=contoso&source=m365.activity"));
        Assert.Equal(1, item.GetProperty("missing").GetInt64());
        Assert.Equal("gone's id", item.GetProperty("missing_ids")[0].GetString());
        Assert.Equal(Hour, item.GetProperty("missing_since").GetDateTimeOffset());

        await alarms.WriteAsync(alarm with { Missing = 0, EventIds = [] }, Hour, AlarmEnd.Back, Hour.AddSeconds(1), TestContext.Current.CancellationToken);
        Assert.Empty(await ItemsAsync(api, ""));
    }

    [Fact]
    public async Task Pages_follow_one_another_and_filters_and_tenants_hold()
    {
        await using var api = await ApiHarness.StartAsync(fixture);
        await StoreAsync(api, [.. Enumerable.Range(0, 7).Select(i => Count(i % 2 == 0 ? "contoso" : "fabrikam", Hour.AddHours(-i / 2), CompletenessStage.Import) with { Published = i })], 0);

        List<string> seen = [];
        string? cursor = null;
        do
        {
            var page = await api.GetAsync("/api/v1/completeness?limit=3" + (cursor is null ? "" : "&cursor=" + cursor));
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(i => $"{i.GetProperty("hour")} {i.GetProperty("tenant")}"));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);
        Assert.Equal(7, seen.Distinct().Count());
        Assert.Equal(7, seen.Count);
        Assert.Equal(4, (await ItemsAsync(api, "", ApiHarness.ContosoKey)).Count);
        Assert.Equal(2, (await ItemsAsync(api, "?from=2026-11-20T08:00:00Z&to=2026-11-20T09:00:00Z")).Count);
        using var forbidden = await api.SendAsync("/api/v1/completeness?tenant=fabrikam", ApiHarness.ContosoKey);
        Assert.Equal(403, (int)forbidden.StatusCode);
    }

    [Theory]
    [InlineData("from=yesterday")]
    [InlineData("from=2026-11-20&to=2026-11-19")]
    [InlineData("limit=0")]
    [InlineData("limit=501")]
    [InlineData("cursor=abc")]
    [InlineData("tenant=")]
    [InlineData("hour=3")]
    public async Task Bad_input_is_a_problem(string query)
    {
        await using var api = await ApiHarness.StartAsync(fixture);
        using var response = await api.SendAsync("/api/v1/completeness?" + query);
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    private static async Task<List<JsonElement>> ItemsAsync(ApiHarness api, string query, string key = ApiHarness.AllKey) =>
        [.. (await api.GetAsync("/api/v1/completeness" + query, key)).GetProperty("items").EnumerateArray()];

    private static CompletenessCount Count(string tenant, DateTimeOffset hour, CompletenessStage stage) =>
        new() { Tenant = tenant, Source = Sources.M365Activity, Hour = hour, Stage = stage, At = hour.AddMinutes(1) };

    private static async Task StoreAsync(ApiHarness api, IEnumerable<CompletenessCount> counts, long offset)
    {
        using var rows = new RowBinaryWriter();
        var writer = new CompletenessRowWriter(TimeSpan.FromDays(365));
        foreach (var count in counts)
            writer.Write(count, new RowOrigin(1, 0, offset++), rows);
        await api.Warehouse.InsertAsync(CompletenessRowWriter.Table, CompletenessRowWriter.Columns, rows.Body, null, TestContext.Current.CancellationToken);
    }
}
