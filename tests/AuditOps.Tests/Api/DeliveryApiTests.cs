using System.Net;
using AuditOps.Processors;
using AuditOps.Processors.Notify;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Tests.Alerts;
using AuditOps.Tests.Notify;
using AuditOps.Tests.Processors;
using AuditOps.Tests.Warehouse;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Tests.Api;

/// <summary>From a rule's finding to the receiver and to the list of deliveries, over the embedded broker, a real ClickHouse and the whole role.</summary>
public sealed class DeliveryApiTests(WarehouseFixture fixture)
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_finding_reaches_its_target_and_people_see_test_and_repeat_deliveries_of_their_own_tenants()
    {
        await using var kafka = await ProcessorKafka.StartAsync();
        await using var receiver = new ScriptedReceiver();
        await using var api = await ApiHarness.StartAsync(fixture, kafka.Options);
        receiver.Answer = (number, _, _) => Task.FromResult<string?>(ScriptedReceiver.Reply(number == 1 ? "410 Gone" : "200 OK"));
        var options = new ProcessorOptions
        {
            Kafka = kafka.Options,
            Warehouse = api.Warehouse.Options with { Retention = TimeSpan.FromDays(36_500) },
            Notify = NotifyWork.Options(NotifyWork.Target("soc", receiver)) with { ExpireAfter = TimeSpan.FromDays(36_500) },
        };
        await using var host = await ProcessorHost.StartAsync(options, TimeProvider.System, NullLoggerFactory.Instance, Now);
        var found = Samples.Found(Samples.Candidate("e1", 1));
        await kafka.PublishAsync(TopicNames.Commands, Codecs.Command, [(Keys.Join(found.Tenant, found.Subject), found)]);

        var dead = await OneAsync(api, $"?state=dead&alert={found.Subject}&target=soc&tenant=contoso");
        Assert.Equal(("opened", "http_410", "contoso"), (dead.GetProperty("trigger").GetString(), dead.GetProperty("code").GetString(), dead.GetProperty("tenant").GetString()));
        var id = dead.GetProperty("delivery_id").GetString()!;
        Assert.Equal(id, Assert.Single(receiver.All).Id);
        Assert.Equal(0, (await api.GetAsync("/api/v1/deliveries", ApiHarness.FabrikamKey)).GetProperty("items").GetArrayLength());
        await api.ChangeAsync($"/api/v1/deliveries/{id}/redeliver", "", 404, ApiHarness.FabrikamKey);
        await api.ChangeAsync("/api/v1/deliveries/never/redeliver", "", 404);
        await ApiHarness.ProblemAsync(await api.SendAsync("/api/v1/deliveries?tenant=fabrikam", ApiHarness.ContosoKey), 403, "tenant_forbidden");
        Assert.Equal(HttpStatusCode.BadRequest, (await api.SendAsync("/api/v1/deliveries?state=lost")).StatusCode);

        await api.ChangeAsync($"/api/v1/deliveries/{id}/redeliver", "", 202, ApiHarness.ContosoKey);
        var delivered = await OneAsync(api, $"?state=delivered&alert={found.Subject}");
        Assert.Equal((id, "contoso"), (delivered.GetProperty("delivery_id").GetString(), delivered.GetProperty("requested_by").GetString()));
        Assert.Equal(receiver.All[0].Body, receiver.All[1].Body);

        await api.ChangeAsync("/api/v1/targets/soc/test?tenant=contoso", "", 403, ApiHarness.FabrikamKey);
        await api.ChangeAsync("/api/v1/targets/soc/test", "", 400);
        var test = await api.ChangeAsync("/api/v1/targets/soc/test", "", 202, ApiHarness.ContosoKey);
        await api.ChangeAsync("/api/v1/targets/nobody/test", "", 202, ApiHarness.ContosoKey);
        Assert.Equal("no_target", (await OneAsync(api, "?target=nobody&state=dead")).GetProperty("code").GetString());
        var received = (await receiver.WaitAsync(3))[2];
        Assert.Equal((test.GetProperty("delivery_id").GetString(), "test"), (received.Id, received.Headers["auditops-trigger"]));
        Assert.Contains("Test notification", received.Text, StringComparison.Ordinal);
        Assert.Contains(host.Status.Stages, stage => stage is { Name: "notify-deliver", Processed: >= 1 });
    }

    private static async Task<System.Text.Json.JsonElement> OneAsync(ApiHarness api, string query)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (true)
        {
            var items = (await api.GetAsync("/api/v1/deliveries" + query)).GetProperty("items");
            if (items.GetArrayLength() == 1)
                return items[0];
            Assert.True(DateTime.UtcNow < deadline, $"{query}: {items}");
            await Task.Delay(50, Now);
        }
    }
}
