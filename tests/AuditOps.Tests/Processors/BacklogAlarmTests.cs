using System.Text.Json;
using AuditOps.Kafka;
using AuditOps.Processors;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Tests.Api;
using AuditOps.Tests.Warehouse;
using AuditOps.Warehouse.Client;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Tests.Processors;

/// <summary>What is not stored grows old on its topic: embedded broker, real ClickHouse, API.</summary>
public sealed class BacklogAlarmTests(WarehouseFixture warehouse)
{
    private const int Count = 300;

    /// <summary>The alarm is due at half of it.</summary>
    private static readonly TimeSpan Retention = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_backlog_that_reaches_half_of_the_topic_s_retention_alarms_in_health_on_the_topic_and_in_the_api_until_it_is_gone_and_nothing_is_lost()
    {
        using var clickhouse = await warehouse.NewMigratedAsync();
        await using var api = await ApiHarness.StartServerAsync(clickhouse.Options);
        using var http = new HttpClient { BaseAddress = api.Address };
        http.DefaultRequestHeaders.Add("X-Api-Key", ApiHarness.AllKey);
        await using var kafka = await ProcessorKafka.StartAsync();
        await SetRetentionAsync(kafka);
        var options = new ProcessorOptions
        {
            Kafka = kafka.Options,
            Warehouse = clickhouse.Options,
            EventSink = new() { MaxAge = TimeSpan.FromMilliseconds(100), BackOffMax = TimeSpan.FromSeconds(1) },
            HealthSink = new() { MaxAge = TimeSpan.FromMilliseconds(100) },
        };
        await using var host = await ProcessorHost.StartAsync(options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        // When all is running: a start can take as long as makes a record old.
        await UntilAsync("all stages run", () => Task.FromResult(host.Status.IsHealthy));
        await kafka.PublishAsync(TopicNames.Raw, Codecs.RawEnvelope, ProcessorSamples.Envelopes(0, 1));
        await UntilAsync("the first event is stored", async () => await StoredAsync(clickhouse) == 1);
        await UntilAsync("nothing waits", () => Task.FromResult(host.Status.IsHealthy));
        Assert.Empty(await AlarmsAsync(http));

        // ClickHouse lives and takes everything but events.
        await clickhouse.ExecuteAsync("ALTER TABLE events_store MODIFY SETTING parts_to_delay_insert = 1, parts_to_throw_insert = 1");
        var began = DateTimeOffset.UtcNow;
        await kafka.PublishAsync(TopicNames.Raw, Codecs.RawEnvelope, ProcessorSamples.Envelopes(1, Count - 1));
        await UntilAsync("the sink is degraded", () => Task.FromResult(Sink(host).DegradedSince is not null));
        Assert.DoesNotContain("retention", Sink(host).LastError!, StringComparison.Ordinal);
        await UntilAsync("the api shows that nothing gets through", async () => (await AlarmsAsync(http)).Any(alarm => alarm.GetProperty("code").GetString() == HealthCodes.Unavailable));

        await UntilAsync("the backlog is an alarm", () => Task.FromResult(Sink(host).LastError!.Contains("nears the topic's retention", StringComparison.Ordinal)));
        var after = DateTimeOffset.UtcNow - began;
        Assert.InRange(after, Retention / 2 - TimeSpan.FromSeconds(1), Retention);
        Assert.False(host.Status.IsHealthy);
        Assert.InRange(Sink(host).DegradedSince!.Value, began, DateTimeOffset.UtcNow);
        await UntilAsync("the api shows the alarm", async () => (await AlarmsAsync(http)).Any(alarm => alarm.GetProperty("code").GetString() == HealthCodes.Backlog));
        var shown = Assert.Single(await AlarmsAsync(http));
        Assert.Equal(("_", "sink.events", "failing"), (shown.GetProperty("tenant").GetString(), shown.GetProperty("source").GetString(), shown.GetProperty("state").GetString()));
        Assert.True(shown.GetProperty("lag_seconds").GetDouble() >= Retention.TotalSeconds / 2, $"{shown}");
        Assert.Contains("retention.ms", shown.GetProperty("what_to_do").GetString(), StringComparison.Ordinal);

        // Past the whole retention, so that the broker would have deleted what was not read.
        await UntilAsync("the backlog is older than the retention", () => Task.FromResult(DateTimeOffset.UtcNow - began > Retention + TimeSpan.FromSeconds(2)));
        await clickhouse.ExecuteAsync("ALTER TABLE events_store RESET SETTING parts_to_delay_insert, parts_to_throw_insert");

        await UntilAsync("everything is stored", async () => await StoredAsync(clickhouse) == Count);
        await UntilAsync("all is well again", async () => host.Status.IsHealthy && (await AlarmsAsync(http)).Count == 0);
        List<SourceHealth> told = [];
        await UntilAsync("the topic tells that all is well", () =>
        {
            told = kafka.Read(TopicNames.Health, told.Count + 1, partitions: 1).ConvertAll(record => Codecs.SourceHealth.Decode(record.Message.Value, new SchemaRegistry()));
            return Task.FromResult(told[^1].State == HealthState.Ok && told.Exists(health => health.State == HealthState.Failing));
        });
        // While the backlog drains it may be told once more, as what still lags but no longer fails; and a slow start may have been one.
        Assert.Equal(
            [(HealthState.Failing, HealthCodes.Unavailable), (HealthState.Failing, HealthCodes.Backlog), (HealthState.Ok, null)],
            told.Select(health => (health.State, health.Code)).Where(told => told.State != HealthState.Degraded).SkipWhile(told => told.State == HealthState.Ok));
        Assert.All(told.FindAll(health => health.State == HealthState.Degraded), health => Assert.Equal(HealthCodes.Backlog, health.Code));
        Assert.All(told, health => Assert.Equal(("_", "sink.events"), (health.Tenant, health.Source)));
        TestContext.Current.SendDiagnosticMessage($"[FIGURE] retention {Retention.TotalSeconds:0} s, backlog alarm after {after.TotalSeconds:0.0} s");
    }

    private static StageStatus Sink(ProcessorHost host) => host.Status.Stages.Single(stage => stage.Name == "sink-events");

    private static async Task SetRetentionAsync(ProcessorKafka kafka)
    {
        using var admin = kafka.Clients.Admin("test");
        var change = new ConfigEntry { Name = "retention.ms", Value = $"{Retention.TotalMilliseconds:0}", IncrementalOperation = AlterConfigOpType.Set };
        await admin.IncrementalAlterConfigsAsync(new Dictionary<ConfigResource, List<ConfigEntry>> { [new ConfigResource { Type = ResourceType.Topic, Name = TopicNames.Enriched }] = [change] });
    }

    private static Task<long> StoredAsync(ClickHouseClient clickhouse) => clickhouse.NumberAsync("(SELECT count() FROM events)");

    private static async Task<List<JsonElement>> AlarmsAsync(HttpClient http) =>
        [.. JsonDocument.Parse(await http.GetStringAsync("/api/v1/alarms")).RootElement.GetProperty("items").EnumerateArray().Select(item => item.Clone())];

    private static async Task UntilAsync(string what, Func<Task<bool>> condition)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < deadline, $"it did not come to this: {what}");
            await Task.Delay(50);
        }
    }
}
