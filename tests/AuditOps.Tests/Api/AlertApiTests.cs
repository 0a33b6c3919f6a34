using System.Net;
using System.Text.Json;
using AuditOps.Engines.Alerts;
using AuditOps.Engines.Risk;
using AuditOps.Schemas.Contracts;
using AuditOps.Tests.Alerts;
using AuditOps.Tests.Warehouse;
using Xunit;

namespace AuditOps.Tests.Api;

/// <summary>What can be read of alerts.</summary>
public sealed class AlertApiTests(WarehouseFixture fixture)
{
    [Fact]
    public async Task The_worst_come_first_and_among_equals_the_one_that_waits_longest_page_by_page()
    {
        await using var api = await ApiHarness.StartAsync(fixture);
        var alerts = Enumerable.Range(0, 9).Select(i => Numbered(i) with { Facts = Numbered(i).Facts with { Severity = (AlertSeverity)(i % 3 + 1) } }).ToArray();
        await api.Warehouse.StoreAsync(alerts);
        await api.Warehouse.StoreAsync(alerts[4], alerts[4] with { Revision = 2 });
        var expected = alerts.OrderByDescending(alert => alert.Facts.Severity).ThenBy(alert => alert.CreatedAt).Select(alert => alert.AlertId);

        List<string> seen = [];
        string? cursor = null;
        do
        {
            var page = await api.GetAsync("/api/v1/alerts?limit=2" + (cursor is null ? "" : "&cursor=" + cursor));
            seen.AddRange(Ids(page));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(expected, seen);
    }

    [Fact]
    public async Task What_is_done_found_in_an_import_or_only_tested_is_shown_when_asked_for()
    {
        await using var api = await ApiHarness.StartAsync(fixture);
        await api.Warehouse.StoreAsync(
            Numbered(0),
            Numbered(1) with { Status = AlertStatus.Acknowledged, Assignee = "ann" },
            Numbered(2) with { Status = AlertStatus.Resolved, Verdict = "benign" },
            Numbered(3) with { Facts = Numbered(3).Facts with { Historical = true, Severity = AlertSeverity.Critical } },
            Numbered(4) with { Facts = Numbered(4).Facts with { Silent = true, RuleId = "rule-2" } },
            Numbered(5) with { Facts = Numbered(5).Facts with { Actor = "bob@contoso.com", FirstSeen = Samples.Start.AddDays(9), LastSeen = Samples.Start.AddDays(9) } });

        foreach (var (query, expected) in new[]
        {
            ("", "0 1 5"), ("?status=all", "0 1 2 5"), ("?status=resolved,acknowledged", "1 2"), ("?historical=true", "3 0 1 5"), ("?testing=true", "0 1 4 5"),
            ("?testing=true&rule=rule-2", "4"), ("?severity=critical&historical=true", "3"), ("?severity=high,low", ""), ("?actor=BOB@contoso.com", "5"), ("?assignee=ann", "1"),
            ("?from=2026-03-10", "5"), ("?to=2026-03-10", "0 1"), ("?tenant=fabrikam", ""), ("?rule=rule%27%20OR%201", ""),
        })
        {
            var found = string.Join(' ', Ids(await api.GetAsync("/api/v1/alerts" + query)).Select(id => id[^1]));
            Assert.True(expected == found, $"{query}: {found}, not {expected}");
        }
    }

    [Fact]
    public async Task One_alert_answers_why_what_where_next_and_how_the_last_ones_ended()
    {
        await using var api = await ApiHarness.StartAsync(fixture);
        var alert = Numbered(0);
        await api.Warehouse.StoreAsync(
            alert,
            Numbered(1) with { Status = AlertStatus.FalsePositive, Verdict = "false_positive", Reason = "our scanner" },
            Numbered(2) with { Facts = Numbered(2).Facts with { Group = [new NamedValue("ip", "192.0.2.8")] } });

        var detail = await api.GetAsync($"/api/v1/alerts/{alert.AlertId}");

        Assert.Equal("Many failures", detail.GetProperty("title").GetString());
        Assert.Equal("ResultType equals 50126 50126", string.Join(' ', detail.GetProperty("why")[0].EnumerateObject().Select(p => p.Value.GetString())));
        Assert.Equal("/api/v1/events/e0?tenant=contoso&source=entra.signin", detail.GetProperty("evidence")[0].GetProperty("href").GetString());
        Assert.Equal("json", detail.GetProperty("snapshot").GetProperty("encoding").GetString());
        Assert.Equal(["T1110.003", "TA0006"], detail.GetProperty("attack").EnumerateArray().Select(a => a.GetProperty("id").GetString()!));
        Assert.Equal("https://attack.mitre.org/techniques/T1110/003/", detail.GetProperty("attack")[0].GetProperty("url").GetString());
        Assert.Equal("created", Assert.Single(detail.GetProperty("history").EnumerateArray()).GetProperty("action").GetString());
        Assert.Equal("our scanner", Assert.Single(detail.GetProperty("previous").EnumerateArray()).GetProperty("reason").GetString());
        Assert.Equal("Look at the address.", detail.GetProperty("runbook").GetString());

        // The addresses work.
        await api.GetAsync(detail.GetProperty("links").GetProperty("actor_events").GetString()!);
        await api.GetAsync(detail.GetProperty("previous")[0].GetProperty("href").GetString()!);
    }

    [Fact]
    public async Task An_alert_without_a_record_shows_that_of_its_first_event_while_there_is_one()
    {
        await using var api = await ApiHarness.StartAsync(fixture);
        var alert = Numbered(0) with { Facts = Numbered(0).Facts with { Snapshot = default } };
        await api.Warehouse.StoreAsync(alert);
        Assert.False((await api.GetAsync($"/api/v1/alerts/{alert.AlertId}")).TryGetProperty("snapshot", out _));
        var seen = alert.Facts.Evidence[0];
        await api.Warehouse.StoreAsync(Rows.Event(seen.EventId, alert.Tenant, seen.EventTime, seen.Source));
        Assert.Equal(seen.EventId, (await api.GetAsync($"/api/v1/alerts/{alert.AlertId}")).GetProperty("snapshot").GetProperty("value").GetProperty("Id").GetString());
    }

    [Fact]
    public async Task The_summary_counts_what_the_queue_shows()
    {
        await using var api = await ApiHarness.StartAsync(fixture);
        await api.Warehouse.StoreAsync(
            Numbered(0), Numbered(1), Numbered(2) with { Status = AlertStatus.Acknowledged }, Numbered(3) with { Status = AlertStatus.Resolved },
            Numbered(4) with { Facts = Numbered(4).Facts with { Historical = true } }, Numbered(5, "fabrikam"));

        var summary = await api.GetAsync("/api/v1/alerts/summary", ApiHarness.ContosoKey);

        Assert.Equal((2, 1, 1, 0), (Count("open"), Count("acknowledged"), Count("resolved"), Count("false_positive")));
        Assert.Equal(3, summary.GetProperty("top_rules")[0].GetProperty("alerts").GetInt64());
        Assert.Equal("Many failures", summary.GetProperty("top_rules")[0].GetProperty("title").GetString());
        Assert.Equal("ann@contoso.com", summary.GetProperty("top_actors")[0].GetProperty("name").GetString());

        long Count(string name) => summary.GetProperty(name).GetInt64();
    }

    [Fact]
    public async Task A_key_sees_and_touches_its_own_tenants_alerts_only()
    {
        await using var api = await ApiHarness.StartAsync(fixture);
        var (mine, other) = (Numbered(0), Numbered(1, "fabrikam"));
        await api.Warehouse.StoreAsync(mine, other);

        Assert.Equal([mine.AlertId], Ids(await api.GetAsync("/api/v1/alerts", ApiHarness.ContosoKey)));
        using var absent = await api.SendAsync($"/api/v1/alerts/{other.AlertId}", ApiHarness.ContosoKey);
        await ApiHarness.ProblemAsync(absent, 404, "not_found");
        foreach (var path in new[] { "/api/v1/alerts?tenant=fabrikam", $"/api/v1/alerts/{other.AlertId}?tenant=fabrikam", "/api/v1/alerts/summary?tenant=fabrikam", "/api/v1/rules?tenant=fabrikam", "/api/v1/rules/r?tenant=fabrikam", "/api/v1/commands/c?tenant=fabrikam" })
        {
            using var response = await api.SendAsync(path, ApiHarness.ContosoKey);
            await ApiHarness.ProblemAsync(response, 403, "tenant_forbidden");
        }

        foreach (var (method, path, json) in new[]
        {
            (HttpMethod.Post, $"/api/v1/alerts/{other.AlertId}/comments?tenant=fabrikam", """{"text":"x"}"""),
            (HttpMethod.Post, "/api/v1/alerts/bulk", """{"filter":{"tenant":"fabrikam"},"action":{"text":"x"},"preview":true}"""),
            (HttpMethod.Put, "/api/v1/rules/r", """{"status":"enabled","tenant":"fabrikam"}"""),
            (HttpMethod.Put, "/api/v1/rules/r", """{"status":"enabled","tenant":"_"}"""),
            (HttpMethod.Delete, "/api/v1/rules/r?tenant=_", ""),
        })
        {
            using var response = await api.SendAsync(method, path, json, ApiHarness.ContosoKey);
            await ApiHarness.ProblemAsync(response, 403, "tenant_forbidden");
        }

        var preview = await api.ChangeAsync("/api/v1/alerts/bulk", $$"""{"ids":["{{mine.AlertId}}","{{other.AlertId}}"],"action":{"text":"x"},"preview":true}""", key: ApiHarness.ContosoKey);
        Assert.Equal(1, preview.GetProperty("matched").GetInt32());
        Assert.Equal(other.AlertId, preview.GetProperty("not_found")[0].GetString());
    }

    [Theory]
    [InlineData("severity=loud")]
    [InlineData("status=open,closed")]
    [InlineData("status=open,")]
    [InlineData("historical=yes")]
    [InlineData("from=2026-03-10&to=2026-03-09")]
    [InlineData("limit=501")]
    [InlineData("cursor=abc")]
    [InlineData("sort=age")]
    public async Task Bad_filters_are_problems(string query)
    {
        await using var api = await ApiHarness.StartAsync(fixture);
        using var response = await api.SendAsync("/api/v1/alerts?" + query);
        await ApiHarness.ProblemAsync(response, 400, "invalid_request");
    }

    [Fact]
    public async Task Every_address_judges_a_tenant_a_page_size_and_a_cursor_alike()
    {
        await using var api = await ApiHarness.StartAsync(fixture);
        string[] lists = ["alerts", "events", "deliveries", "dead-letters", "completeness", "sources", "alarms"];
        string[] others = ["alerts/summary", "stats", "entities/ann", "events/e1", "alerts/0123456789abcdef0123456789abcdef"];
        foreach (var path in lists.Concat(others))
        {
            foreach (var tenant in new[] { "Contoso", "a_b", "%20", "" })
            {
                using var response = await api.SendAsync($"/api/v1/{path}?tenant={tenant}");
                Assert.Equal("tenant", Assert.Single(await ApiHarness.ErrorsAsync(response)));
            }

            using var foreign = await api.SendAsync($"/api/v1/{path}?tenant=fabrikam", ApiHarness.ContosoKey);
            await ApiHarness.ProblemAsync(foreign, 403, "tenant_forbidden");
        }

        foreach (var list in lists)
        {
            using var all = await api.SendAsync($"/api/v1/{list}?limit=501&cursor=abc&tenant=A&unknown=1");
            Assert.Equal(["cursor", "limit", "tenant", "unknown"], await ApiHarness.ErrorsAsync(all));
            using var installation = await api.SendAsync($"/api/v1/{list}?tenant=_", ApiHarness.ContosoKey);
            Assert.Equal(list is "sources" or "alarms" ? HttpStatusCode.Forbidden : HttpStatusCode.BadRequest, installation.StatusCode);
        }
    }

    [Fact]
    public async Task The_risk_of_an_actor_is_computed_with_the_numbers_that_the_stream_is_given()
    {
        var risk = new EntityRiskOptions { Scores = [0, 0, 8, 0, 0], HalfLife = TimeSpan.FromDays(100_000), Memory = TimeSpan.FromDays(100_000) };
        await using var api = await ApiHarness.StartAsync(fixture, risk: risk);
        var alert = Samples.Alert(1);
        await api.Warehouse.StoreAsync(alert);
        Assert.InRange((await api.GetAsync($"/api/v1/entities/{alert.Facts.Actor}")).GetProperty("items")[0].GetProperty("entity_risk").GetDouble(), 7, 8);
        Assert.InRange((await api.GetAsync($"/api/v1/alerts/{alert.AlertId}")).GetProperty("entity_risk").GetDouble(), 7, 8);
    }

    [Theory]
    [InlineData("/api/v1/alerts/bulk", """{"filter":{},"action":{"text":"x"},"preview":true}""", 400)]
    [InlineData("/api/v1/alerts/bulk", """{"filter":{"historical":true},"action":{"text":"x"}}""", 400)]
    [InlineData("/api/v1/alerts/bulk", """{"ids":[],"action":{"text":"x"}}""", 400)]
    [InlineData("/api/v1/alerts/bulk", """{"ids":["a"],"filter":{"rule":"r"},"action":{"text":"x"}}""", 400)]
    [InlineData("/api/v1/alerts/bulk", """{"ids":["a"],"action":{"text":"x","status":"open"}}""", 422)]
    [InlineData("/api/v1/alerts/bulk", """{"ids":["a"],"action":{"status":"closed"}}""", 422)]
    [InlineData("/api/v1/alerts/bulk", """{"ids":["a"],"action":{"txt":"x"}}""", 400)]
    [InlineData("/api/v1/alerts/bulk", """{"filter":{"rule":"rule-1"},"action":{"text":"x"}}""", 400)]
    [InlineData("/api/v1/alerts/bulk", """{"selection":"Zm9v","action":{"text":"x"}}""", 400)]
    [InlineData("/api/v1/alerts/0123456789abcdef0123456789abcdef/status", """{"status":"closed"}""", 422)]
    [InlineData("/api/v1/alerts/0123456789abcdef0123456789abcdef/status", """{"status":"open","revision":"1"}""", 400)]
    [InlineData("/api/v1/alerts/0123456789abcdef0123456789abcdef/status", """{"status":"open"}""", 503)]
    [InlineData("/api/v1/alerts/0123456789abcdef0123456789abcdef/comments", "{", 400)]
    [InlineData("/api/v1/alerts/0123456789abcdef0123456789abcdef/comments", "null", 400)]
    [InlineData("/api/v1/alerts/x/comments", """{"text":"x"}""", 400)]
    [InlineData("/api/v1/rules", """{"yaml":"title: a"}""", 422)]
    [InlineData("/api/v1/rules", """{"yaml":"title: a\nlogsource: {category: x}\ndetection: {a: {b: c}, condition: a}"}""", 422)]
    [InlineData("/api/v1/rules", """{"yaml":"x","status":"enabled"}""", 422)]
    [InlineData("/api/v1/rules", """{"yaml":"x","tenant":"A"}""", 400)]
    public async Task Bad_changes_are_problems_and_without_kafka_nothing_changes(string path, string json, int status)
    {
        await using var api = await ApiHarness.StartAsync(fixture);
        using var response = await api.SendAsync(HttpMethod.Post, path, json);
        Assert.True(status == (int)response.StatusCode, $"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>Ids end in the number; each is created a second after the one before.</summary>
    private static Alert Numbered(int number, string tenant = Samples.Tenant)
    {
        var candidate = Samples.Candidate($"e{number}", 100) with { AlertId = $"{tenant.Length:x2}".PadRight(31, 'a') + number };
        return AlertMerge.Open(tenant, candidate, Samples.Start.AddHours(1).AddSeconds(number));
    }

    private static string[] Ids(JsonElement page) => [.. page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("alert_id").GetString()!)];
}
