using System.Text.Json;
using AuditOps.Schemas.Contracts;
using AuditOps.Tests.Warehouse;
using Xunit;
using W = AuditOps.Tests.Warehouse.Rows;

namespace AuditOps.Tests.Api;

public sealed class EventListTests(WarehouseFixture clickHouse, ThreeEvents three) : IClassFixture<ThreeEvents>
{
    private static readonly DateTimeOffset Noon = ThreeEvents.Noon;

    public static readonly TheoryData<string, string[]> Filters = new()
    {
        { "", ["c", "b", "a"] },
        { "?tenant=contoso", ["b", "a"] },
        { "?tenant=nobody", [] },
        { "?source=entra.audit", ["b"] },
        { "?workload=sharepoint", ["b"] },
        { "?category=files%20%26%20folders", ["b"] },
        { "?operation=FileDeleted", ["b"] },
        { "?operation=filedeleted", ["b"] },
        { "?operation=File", [] },
        { "?outcome=failure", ["b"] },
        { "?actor=BOB@contoso.com", ["b"] },
        { "?actor=bob", [] },
        { "?ip=2001:DB8:0:0:0:0:0:1", ["b"] },
        { "?ip=::ffff:198.51.100.7", ["a"] },
        { "?from=2026-11-19T12:00:00Z", ["c", "b"] },
        { "?to=2026-11-19T12:00:00Z", ["a"] },
        { "?from=2026-11-19T13:00:00%2B01:00&to=2026-11-19T12:00:00.0000001Z", ["b"] },
        { "?from=2026-11-19&to=2026-11-20", ["c", "b", "a"] },
        { "?q=budget", ["b"] },
        { "?q=BUDGET%20quarterly", ["b"] },
        { "?q=budget%20holiday", [] },
        { "?q=budg", [] },
        { "?q=%22quarterly%20budget%22", ["b"] },
        { "?q=%22budget%20quarterly%22", [] },
        { "?q=bob@contoso.com", ["b"] },
        { "?q=m%C3%BCnchen", ["c"] },
        { "?q=@@", [] },
        { "?q=%22%25%22", ["c"] },
        { "?tenant=contoso&outcome=success&q=alice", ["a"] },
        { "?tenant=fabrikam&outcome=failure", [] },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task A_filter_finds_what_fits_and_nothing_else(string query, string[] expected)
    {
        var api = await three.ApiAsync(clickHouse);

        Assert.Equal(expected, await api.IdsAsync(query));
    }

    [Fact]
    public async Task An_event_is_shown_in_snake_case_with_utc_times_and_without_empty_fields()
    {
        var api = await three.ApiAsync(clickHouse);

        var item = (await api.GetAsync("/api/v1/events?q=budget")).GetProperty("items")[0];

        Assert.Equal("2026-11-19T12:00:00Z", item.GetProperty("event_time").GetString());
        Assert.Equal("bob@contoso.com", item.GetProperty("actor").GetProperty("key").GetString());
        Assert.Equal("failure", item.GetProperty("outcome").GetString());
        Assert.Equal(JsonValueKind.Array, item.GetProperty("targets").ValueKind);
        Assert.False(item.TryGetProperty("device", out _));
        Assert.False(item.TryGetProperty("raw", out _));
    }

    [Fact]
    public async Task Pages_hold_every_row_once_in_a_stable_order_while_rows_arrive()
    {
        await using var api = await ApiHarness.StartAsync(clickHouse);
        // Ten share each time, over two tenants and two sources: order must come from the whole key.
        var stored = Enumerable.Range(0, 240).Select(i => W.Event(
            $"e{i * 7919 % 240:000}", i % 2 == 0 ? "contoso" : "fabrikam", Noon.AddSeconds(-(i / 10) * 1800), i % 3 == 0 ? Sources.EntraAudit : Sources.M365Activity)).ToList();
        await api.Warehouse.StoreAsync(stored);
        var expected = stored.OrderByDescending(e => e.EventTime).ThenBy(e => e.Tenant, StringComparer.Ordinal).ThenBy(e => e.Source, StringComparer.Ordinal)
            .ThenBy(e => e.EventId, StringComparer.Ordinal).Select(e => e.EventId).ToList();

        List<string> seen = [];
        string? cursor = null;
        var pages = 0;
        do
        {
            var page = await api.GetAsync($"/api/v1/events?limit={7 + pages % 5}" + (cursor is null ? "" : "&cursor=" + cursor));
            seen.AddRange(ApiHarness.Ids(page));
            cursor = page.GetProperty("next_cursor").GetString();
            // Newer than all of them, and repeats of old ones.
            await api.Warehouse.StoreAsync(W.Event($"new{pages}", time: Noon.AddHours(1)), stored[pages % stored.Count]);
            pages++;
        }
        while (cursor is not null && pages < 100);

        Assert.Equal(expected, seen);
    }

    [Fact]
    public async Task A_last_page_that_is_exactly_full_has_no_next_cursor()
    {
        var api = await three.ApiAsync(clickHouse);

        var page = await api.GetAsync("/api/v1/events?limit=3");

        Assert.Equal(3, page.GetProperty("items").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, page.GetProperty("next_cursor").ValueKind);
    }

    [Fact]
    public async Task A_cursor_serves_its_own_filters_and_key_only_and_no_byte_of_it_can_change()
    {
        var api = await three.ApiAsync(clickHouse);
        var cursor = (await api.GetAsync("/api/v1/events?limit=1&outcome=success")).GetProperty("next_cursor").GetString()!;
        Assert.Equal(["a"], await api.IdsAsync("?limit=2&outcome=success&cursor=" + cursor));

        await RefusedAsync(api, "?outcome=failure&cursor=" + cursor, ApiHarness.AllKey);
        await RefusedAsync(api, "?cursor=" + cursor, ApiHarness.AllKey);
        await RefusedAsync(api, "?outcome=success&cursor=" + cursor, ApiHarness.ContosoKey);
        await RefusedAsync(api, "?outcome=success&cursor=AAAA", ApiHarness.AllKey);
        await RefusedAsync(api, "?outcome=success&cursor=%27%20OR%201", ApiHarness.AllKey);
        for (var i = 0; i < cursor.Length; i++)
        {
            var changed = cursor[..i] + (cursor[i] == 'B' ? 'C' : 'B') + cursor[(i + 1)..];
            // The last character may carry bits that no byte uses; then it is the same cursor.
            if (i == cursor.Length - 1) continue;
            await RefusedAsync(api, "?outcome=success&cursor=" + changed, ApiHarness.AllKey);
        }
    }

    [Fact]
    public async Task Everything_wrong_with_a_request_is_said_at_once()
    {
        await using var api = await ApiHarness.StartAsync(clickHouse);

        using var response = await api.SendAsync("/api/v1/events?tenant=UPPER&outcome=good&ip=300.1.1.1&from=yesterday&to=2026-13-01&limit=501&q=%20&tenent=x&source=a&source=b");
        var errors = (await ApiHarness.ProblemAsync(response, 400, "invalid_request")).GetProperty("errors");

        Assert.Equal(["from", "ip", "limit", "outcome", "q", "source", "tenant", "tenent", "to"], errors.EnumerateObject().Select(e => e.Name));
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=-1")]
    [InlineData("limit=1e2")]
    [InlineData("limit=99999999999999999999")]
    [InlineData("from=2026-11-20&to=2026-11-19")]
    [InlineData("from=1969-12-31T23:59:59Z")]
    [InlineData("to=9999-12-31")]
    [InlineData("ip=1")]
    [InlineData("ip=0x7f000001")]
    [InlineData("ip=")]
    [InlineData("tenant=")]
    [InlineData("cursor=")]
    public async Task Values_out_of_bounds_are_refused(string query)
    {
        var api = await three.ApiAsync(clickHouse);
        using var response = await api.SendAsync("/api/v1/events?" + query);

        await ApiHarness.ProblemAsync(response, 400, "invalid_request");
    }

    private static async Task RefusedAsync(ApiHarness api, string query, string key)
    {
        using var response = await api.SendAsync("/api/v1/events" + query, key);
        var problem = await ApiHarness.ProblemAsync(response, 400, "invalid_request");
        Assert.True(problem.GetProperty("errors").TryGetProperty("cursor", out _));
    }
}
