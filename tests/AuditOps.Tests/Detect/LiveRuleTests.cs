using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using AuditOps.Engines.Catalogue;
using AuditOps.Processors;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Tests.Api;
using AuditOps.Tests.Processors;
using AuditOps.Tests.Warehouse;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Tests.Detect;

/// <summary>The whole processing role with the API before it: what somebody writes there finds what happens next.</summary>
public sealed class LiveRuleTests(WarehouseFixture fixture)
{
    private const string Step = "title: Mail is purged\\nid: purge\\nname: purge_step\\nlogsource: {product: auditops}\\ndetection: {a: {operation: HardDelete}, condition: a}\\nlevel: low";
    private const string Many = "title: Much is purged\\nid: many\\ncorrelation: {type: event_count, rules: [purge_step], group-by: [actor.key], timespan: 1h, generate: true, condition: {gte: 3}}\\nlevel: high";

    private int _records;

    [Fact]
    public async Task A_rule_and_a_correlation_written_through_the_api_find_what_happens_next_over_several_workers()
    {
        await using var kafka = await ProcessorKafka.StartAsync();
        await using var api = await ApiHarness.StartAsync(fixture, kafka.Options);
        var options = new ProcessorOptions { Kafka = kafka.Options, Warehouse = api.Warehouse.Options, IngestWorkers = 2, CorrelateWorkers = 2, CaseWorkers = 2 };
        await using var host = await ProcessorHost.StartAsync(options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        await PublishAsync(kafka, "before");
        Assert.Single(kafka.Read(TopicNames.Enriched, 1, TimeSpan.FromSeconds(60)));
        await UntilAsync(async () => (await api.SendAsync(HttpMethod.Post, "/api/v1/rules", $$"""{"yaml":"{{Step}}","status":"testing"}""", ApiHarness.ContosoKey)).StatusCode == HttpStatusCode.OK);
        await api.ChangeAsync("/api/v1/rules/purge", """{"status":"enabled","revision":1}""", key: ApiHarness.ContosoKey, method: HttpMethod.Put);

        var live = Stopwatch.StartNew();
        for (var user = 0; (await AlertsAsync(api, "purge")).Length == 0; user++)
        {
            Assert.True(live.Elapsed < TimeSpan.FromSeconds(60), "the rule found nothing");
            await PublishAsync(kafka, $"user{user}");
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"from the answer to the alert in the API: {live.ElapsedMilliseconds} ms");
        Assert.DoesNotContain("before@contoso.example", (await AlertsAsync(api, "purge")).Select(alert => alert.GetProperty("actor").GetString()));

        // The rule it names stands in another text; it can be known a moment later only.
        await UntilAsync(async () => (await api.SendAsync(HttpMethod.Post, "/api/v1/rules", $$"""{"yaml":"{{Many}}","status":"testing"}""", ApiHarness.ContosoKey)).StatusCode == HttpStatusCode.OK);
        await api.ChangeAsync("/api/v1/rules/many", """{"status":"enabled","revision":1}""", key: ApiHarness.ContosoKey, method: HttpMethod.Put);
        var spent = Stopwatch.StartNew();
        while ((await AlertsAsync(api, "many")).Length == 0)
        {
            Assert.True(spent.Elapsed < TimeSpan.FromSeconds(60), "the correlation found nothing");
            await PublishAsync(kafka, "eve");
        }

        var found = (await AlertsAsync(api, "many"))[0];
        Assert.Equal(("contoso", "high"), (found.GetProperty("tenant").GetString(), found.GetProperty("severity").GetString()));
        // The alert of the step and that of the correlation, both of just now; at a full hour there may be one more of each.
        await UntilAsync(async () => (await api.GetAsync("/api/v1/entities/eve%40contoso.example", ApiHarness.ContosoKey)).GetProperty("items") is var entities
            && entities.GetArrayLength() == 1 && entities[0].GetProperty("alerts").GetInt32() >= 2 && entities[0].GetProperty("entity_risk").GetDouble() is >= 54 and <= 110);
        Assert.InRange((await api.GetAsync($"/api/v1/alerts/{found.GetProperty("alert_id").GetString()}", ApiHarness.ContosoKey)).GetProperty("entity_risk").GetDouble(), 54, 110);
        Assert.Empty((await api.GetAsync("/api/v1/entities/eve%40contoso.example", ApiHarness.FabrikamKey)).GetProperty("items").EnumerateArray());
        await UntilAsync(async () => (await api.GetAsync("/api/v1/rules/many", ApiHarness.ContosoKey)).GetProperty("faults").GetArrayLength() == 0);
        var unknown = await api.ChangeAsync("/api/v1/rules", $$"""{"yaml":"{{Many.Replace("purge_step", "nobody", StringComparison.Ordinal).Replace("id: many", "id: none", StringComparison.Ordinal)}}"}""", 422, ApiHarness.ContosoKey);
        Assert.Contains("nobody", unknown.ToString(), StringComparison.Ordinal);
        await ShippedAsync(api);
    }

    private static async Task ShippedAsync(ApiHarness api)
    {
        var listed = await api.GetAsync("/api/v1/rules?origin=shipped&limit=500", ApiHarness.ContosoKey);
        Assert.Equal(ShippedRules.All.Count, listed.GetProperty("items").GetArrayLength());
        Assert.All(listed.GetProperty("items").EnumerateArray(), rule => Assert.Equal(("shipped", "_", 0), (rule.GetProperty("origin").GetString(), rule.GetProperty("tenant").GetString(), rule.GetProperty("revision").GetInt32())));
        if (ShippedRules.All.Count == 0)
            return;
        var id = Uri.EscapeDataString(ShippedRules.All[0].Id);
        Assert.Equal(ShippedRules.All[0].Text, (await api.GetAsync($"/api/v1/rules/{id}", ApiHarness.ContosoKey)).GetProperty("yaml").GetString());
        await api.ChangeAsync($"/api/v1/rules/{id}", """{"status":"disabled","note":"not here"}""", key: ApiHarness.ContosoKey, method: HttpMethod.Put);
        await UntilAsync(async () => (await api.GetAsync($"/api/v1/rules/{id}", ApiHarness.ContosoKey)).GetProperty("status").GetString() == "disabled");
        Assert.Equal("enabled", (await api.GetAsync($"/api/v1/rules/{id}", ApiHarness.FabrikamKey)).GetProperty("status").GetString());
    }

    private async Task PublishAsync(ProcessorKafka kafka, string user)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"purge-{_records++}");
        var raw = new RawEnvelope
        {
            Tenant = "contoso",
            Source = Sources.M365Activity,
            Shape = WireShape.ManagementActivity,
            RecordId = id,
            CollectedAt = DateTimeOffset.UtcNow,
            Run = "run-1",
            Payload = Encoding.UTF8.GetBytes(
                $$"""{"CreationTime":"{{DateTimeOffset.UtcNow:yyyy-MM-ddTHH:mm:ss}}","Id":"{{id}}","Operation":"HardDelete","RecordType":2,"ResultStatus":"Succeeded","UserId":"{{user}}@contoso.example","UserType":0,"Workload":"Exchange"}"""),
        };
        await kafka.PublishAsync(TopicNames.Raw, Codecs.RawEnvelope, [(Keys.Record(raw.Tenant, id), raw)]);
    }

    private static async Task<JsonElement[]> AlertsAsync(ApiHarness api, string rule) =>
        [.. (await api.GetAsync($"/api/v1/alerts?rule={rule}", ApiHarness.ContosoKey)).GetProperty("items").EnumerateArray()];

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var deadline = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(deadline.Elapsed < TimeSpan.FromSeconds(60), "the awaited condition did not come");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
