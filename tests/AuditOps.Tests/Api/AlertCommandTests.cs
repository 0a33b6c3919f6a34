using System.Net;
using System.Text.Json;
using AuditOps.Engines.Alerts;
using AuditOps.Processors;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Tests.Alerts;
using AuditOps.Tests.Processors;
using AuditOps.Tests.Warehouse;
using AuditOps.Warehouse;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Tests.Api;

/// <summary>Changes from the API through commands.v1, Cases and triage.v1 and back, over the embedded broker and a real ClickHouse.</summary>
public sealed class AlertCommandTests(WarehouseFixture fixture)
{
    private const string Rule = "title: Sign-in of a test\\nid: 11111111-2222-4333-8444-555555555555\\nlogsource: {product: azure}\\ndetection: {a: {operation: x}, condition: a}\\nlevel: high\\ntags: [attack.t1078]";
    private const string RulePath = "/api/v1/rules/11111111-2222-4333-8444-555555555555";

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task People_work_on_alerts_and_each_is_told_what_became_of_it()
    {
        await using var kafka = await ProcessorKafka.StartAsync();
        await using var api = await ApiHarness.StartAsync(fixture, kafka.Options);
        await using var host = await StartAsync(kafka, api.Warehouse.Options);
        var found = Samples.Found(Samples.Candidate("e1", 1));
        await kafka.PublishAsync(TopicNames.Commands, Codecs.Command, [(Keys.Join(found.Tenant, found.Subject), found)]);
        var alert = $"/api/v1/alerts/{found.Subject}";
        await UntilAsync(async () => (await api.SendAsync(alert)).StatusCode == HttpStatusCode.OK);
        await OpenAsync(api, alert);

        var acknowledged = await api.ChangeAsync(alert + "/status", """{"status":"acknowledged","revision":1}""", idempotencyKey: "k1");
        Assert.Equal(("accepted", 2), (acknowledged.GetProperty("outcome").GetString(), acknowledged.GetProperty("revision").GetInt32()));
        // The same request again is the same command; another one is late.
        Assert.Equal(2, (await api.ChangeAsync(alert + "/status", """{"status":"acknowledged","revision":1}""", idempotencyKey: "k1")).GetProperty("revision").GetInt32());
        var stale = await api.ChangeAsync(alert + "/status", """{"status":"resolved","verdict":"benign","reason":"x","revision":1}""", 409, ApiHarness.ContosoKey);
        Assert.Equal(("stale_revision", 2), (stale.GetProperty("code").GetString(), stale.GetProperty("revision").GetInt32()));
        Assert.Equal("invalid_transition", (await api.ChangeAsync(alert + "/status", """{"status":"open"}""", 422)).GetProperty("code").GetString());
        Assert.Equal("invalid_body", (await api.ChangeAsync(alert + "/status", """{"status":"resolved","verdict":"benign"}""", 422)).GetProperty("code").GetString());
        await api.ChangeAsync(alert + "/assign", """{"assignee":"bob"}""", key: ApiHarness.ContosoKey);
        await api.ChangeAsync(alert + "/comments", """{"text":"it's \"fine\""}""");
        // Another tenant's alert is as absent as one that never was.
        Assert.Equal("not_found", (await api.ChangeAsync(alert + "/comments", """{"text":"x"}""", 404, ApiHarness.FabrikamKey)).GetProperty("code").GetString());
        await api.ChangeAsync("/api/v1/alerts/0123456789abcdef0123456789abcdef/comments", """{"text":"x"}""", 404);

        await UntilAsync(async () => (await api.GetAsync(alert)).GetProperty("revision").GetInt32() == 4);
        var detail = await api.GetAsync(alert);
        Assert.Equal(("acknowledged", "bob"), (detail.GetProperty("status").GetString(), detail.GetProperty("assignee").GetString()));
        Assert.Equal(["created", "alert.acknowledge", "alert.assign", "alert.comment"], detail.GetProperty("history").EnumerateArray().Select(step => step.GetProperty("action").GetString()!));
        Assert.Equal(["auditops", "all", "contoso", "all"], detail.GetProperty("history").EnumerateArray().Select(step => step.GetProperty("by").GetString()!));

        await BulkAsync(api, kafka, found.Subject);
        await RulesAsync(api);
    }

    [Fact]
    public async Task A_verdict_that_takes_too_long_can_be_fetched_later()
    {
        await using var kafka = await ProcessorKafka.StartAsync();
        await using var api = await ApiHarness.StartAsync(fixture, kafka.Options, TimeSpan.FromMilliseconds(50));
        var alert = Samples.Alert(1);
        await api.Warehouse.StoreAsync(alert);
        await OpenAsync(api, $"/api/v1/alerts/{alert.AlertId}");

        // Nobody runs Cases yet.
        using var response = await api.SendAsync(HttpMethod.Post, $"/api/v1/alerts/{alert.AlertId}/comments", """{"text":"x"}""", ApiHarness.ContosoKey);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var later = response.Headers.Location!.ToString();
        Assert.Equal("pending", (await api.GetAsync(later)).GetProperty("outcome").GetString());

        await using var host = await StartAsync(kafka, api.Warehouse.Options);
        await UntilAsync(async () => (await api.GetAsync(later)).GetProperty("outcome").GetString() == "rejected");
        Assert.Equal("not_found", (await api.GetAsync(later, ApiHarness.ContosoKey)).GetProperty("code").GetString());
        using var forbidden = await api.SendAsync(later, ApiHarness.FabrikamKey);
        await ApiHarness.ProblemAsync(forbidden, 403, "tenant_forbidden");
        using var guessed = await api.SendAsync(later.Replace("contoso", "fabrikam", StringComparison.Ordinal), ApiHarness.FabrikamKey);
        await ApiHarness.ProblemAsync(guessed, 404, "not_found");

        // Another process of the API knows it as well.
        await using var second = await ApiHarness.StartServerAsync(api.Warehouse.Options, kafka.Options);
        using var http = new HttpClient { BaseAddress = second.Address };
        http.DefaultRequestHeaders.Add("X-Api-Key", ApiHarness.AllKey);
        await UntilAsync(async () => (await http.GetAsync(later, Now)).StatusCode == HttpStatusCode.OK);
    }

    private static async Task BulkAsync(ApiHarness api, ProcessorKafka kafka, string first)
    {
        var more = Enumerable.Range(1, 4).Select(hour => Samples.Found(Samples.Candidate($"b{hour}", 3600 * hour))).ToList();
        await kafka.PublishAsync(TopicNames.Commands, Codecs.Command, more.Select(command => (Keys.Join(command.Tenant, command.Subject), command)));
        var preview = default(JsonElement);
        await UntilAsync(async () =>
        {
            preview = await api.ChangeAsync("/api/v1/alerts/bulk", """{"filter":{"rule":"rule-1","status":"open"},"action":{"status":"false_positive","reason":"scanner"},"preview":true}""");
            return preview.GetProperty("matched").GetInt32() == more.Count;
        });
        Assert.DoesNotContain(first, preview.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("alert_id").GetString()));
        // Somebody works on one of them, one more appears, and the number is the same: nobody has looked at what a filter would find now.
        await api.ChangeAsync("/api/v1/alerts/bulk", """{"filter":{"rule":"rule-1","status":"open"},"action":{"status":"false_positive","reason":"scanner"}}""", 400);
        await api.ChangeAsync("/api/v1/alerts/bulk", """{"selection":"AAAA","action":{"status":"false_positive","reason":"scanner"}}""", 400);
        await api.ChangeAsync($"/api/v1/alerts/{more[0].Subject}/comments", """{"text":"that is me"}""");
        var unseen = Samples.Found(Samples.Candidate("b9", 3600 * 9));
        await kafka.PublishAsync(TopicNames.Commands, Codecs.Command, [(Keys.Join(unseen.Tenant, unseen.Subject), unseen)]);
        await UntilAsync(async () => (await api.SendAsync($"/api/v1/alerts/{unseen.Subject}")).StatusCode == HttpStatusCode.OK);
        var selected = $$"""{"selection":"{{preview.GetProperty("selection").GetString()}}","action":{"status":"false_positive","reason":"scanner"} }""";
        var done = await api.ChangeAsync("/api/v1/alerts/bulk", selected, idempotencyKey: "bulk-1");
        Assert.True(done.GetProperty("accepted").GetInt32() == 3, done.ToString());
        var other = Assert.Single(done.GetProperty("others").EnumerateArray());
        Assert.Equal((more[0].Subject, CommandCodes.StaleRevision), (other.GetProperty("subject").GetString(), other.GetProperty("code").GetString()));
        // The same request once more is the same commands.
        Assert.Equal(3, (await api.ChangeAsync("/api/v1/alerts/bulk", selected, idempotencyKey: "bulk-1")).GetProperty("accepted").GetInt32());
        // What one may not see is in nobody's selection.
        Assert.Equal(4, (await api.ChangeAsync("/api/v1/alerts/bulk", selected, key: ApiHarness.FabrikamKey)).GetProperty("not_found").GetArrayLength());
        await UntilAsync(async () => (await api.GetAsync("/api/v1/alerts/summary")).GetProperty("false_positive").GetInt64() == 3);
        var again = await api.ChangeAsync("/api/v1/alerts/bulk", $$"""{"ids":["{{more[1].Subject}}","{{first}}"],"action":{"status":"acknowledged"} }""");
        Assert.Equal(0, again.GetProperty("accepted").GetInt32());
        Assert.All(again.GetProperty("others").EnumerateArray(), other => Assert.Equal("invalid_transition", other.GetProperty("code").GetString()));
    }

    private static async Task RulesAsync(ApiHarness api)
    {
        var created = await api.ChangeAsync("/api/v1/rules", $$"""{"yaml":"{{Rule}}","note":"first"}""", key: ApiHarness.ContosoKey);
        Assert.Equal(("contoso", 1), (created.GetProperty("tenant").GetString(), created.GetProperty("revision").GetInt32()));
        await api.ChangeAsync("/api/v1/rules", $$"""{"yaml":"{{Rule}}"}""", 409, ApiHarness.ContosoKey);
        await api.ChangeAsync(RulePath, """{"status":"enabled","revision":1}""", 422, ApiHarness.ContosoKey, HttpMethod.Put);
        await api.ChangeAsync(RulePath, """{"status":"testing","revision":1}""", key: ApiHarness.ContosoKey, method: HttpMethod.Put);
        await api.ChangeAsync(RulePath, """{"status":"enabled","revision":2,"note":"quiet for a week"}""", key: ApiHarness.ContosoKey, method: HttpMethod.Put);
        await api.ChangeAsync(RulePath, """{"status":"enabled","revision":2}""", 409, ApiHarness.ContosoKey, HttpMethod.Put);
        await api.ChangeAsync(RulePath, $$"""{"yaml":"{{Rule.Replace("1111", "2222", StringComparison.Ordinal)}}"}""", 422, ApiHarness.ContosoKey, HttpMethod.Put);

        await UntilAsync(async () => (await api.GetAsync("/api/v1/rules?origin=changed", ApiHarness.ContosoKey)).GetProperty("items") is var items && items.GetArrayLength() == 1 && items[0].GetProperty("revision").GetInt32() == 3);
        var rule = await api.GetAsync(RulePath, ApiHarness.ContosoKey);
        Assert.Equal(("enabled", "high", "Sign-in of a test"), (rule.GetProperty("status").GetString(), rule.GetProperty("level").GetString(), rule.GetProperty("title").GetString()));
        Assert.Equal(["enabled", "testing", "draft"], rule.GetProperty("versions").EnumerateArray().Select(version => version.GetProperty("status").GetString()!));
        Assert.Equal("draft", (await api.GetAsync(RulePath + "?version=1", ApiHarness.ContosoKey)).GetProperty("status").GetString());
        using var others = await api.SendAsync(RulePath, ApiHarness.FabrikamKey);
        await ApiHarness.ProblemAsync(others, 404, "not_found");

        await api.ChangeAsync(RulePath + "?expect_revision=2", "", 409, ApiHarness.ContosoKey, HttpMethod.Delete);
        await api.ChangeAsync(RulePath, "", 200, ApiHarness.ContosoKey, HttpMethod.Delete);
        await UntilAsync(async () => (await api.GetAsync("/api/v1/rules?origin=changed", ApiHarness.ContosoKey)).GetProperty("items").GetArrayLength() == 0);
        Assert.Equal(4, (await api.GetAsync(RulePath, ApiHarness.ContosoKey)).GetProperty("versions").GetArrayLength());
    }

    /// <summary>Until the API has reached Kafka.</summary>
    private static Task OpenAsync(ApiHarness api, string alert) =>
        UntilAsync(async () =>
        {
            using var response = await api.SendAsync(HttpMethod.Post, alert + "/comments", """{"text":""}""");
            return response.StatusCode != HttpStatusCode.ServiceUnavailable;
        });

    private static Task<ProcessorHost> StartAsync(ProcessorKafka kafka, WarehouseOptions warehouse) =>
        ProcessorHost.StartAsync(new ProcessorOptions { Kafka = kafka.Options, Warehouse = warehouse with { Retention = TimeSpan.FromDays(36_500) } }, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < deadline, "it did not happen within a minute");
            await Task.Delay(50, Now);
        }
    }
}
