using System.Text.Json.Serialization;
using AuditOps.Kafka;
using AuditOps.Processors;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Topics;
using AuditOps.Tests.Warehouse;
using AuditOps.Warehouse.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Tests.Processors;

/// <summary>The processing role between the embedded broker and a real ClickHouse.</summary>
public sealed class SinkWarehouseTests(WarehouseFixture warehouse)
{
    private const int Count = 500;

    [Fact]
    public async Task A_crash_between_insert_and_commit_leaves_each_event_once_in_what_people_query()
    {
        using var clickhouse = await warehouse.NewMigratedAsync();
        await using var kafka = await ProcessorKafka.StartAsync();
        await kafka.PublishAsync(TopicNames.Raw, Codecs.RawEnvelope, ProcessorSamples.Envelopes(0, Count));
        await using (await StartAsync(kafka, clickhouse))
            await Until(() => kafka.Committed(ConsumerGroups.SinkEvents, TopicNames.Enriched) == Count);

        // What a crash after the insert leaves behind: rows without offsets, and other batch borders the second time.
        kafka.Rewind(ConsumerGroups.SinkEvents, TopicNames.Enriched);
        await using (await StartAsync(kafka, clickhouse, maxRows: 70))
            await Until(() => kafka.Committed(ConsumerGroups.SinkEvents, TopicNames.Enriched) == Count);

        Assert.Equal(Count, await CountAsync(clickhouse, "SELECT count() AS n FROM events"));
        Assert.Equal(Count, await CountAsync(clickhouse, "SELECT uniqExact(event_id) AS n FROM events"));
    }

    [Fact]
    public async Task A_row_that_breaks_a_constraint_of_the_table_is_found_and_its_letter_can_be_queried()
    {
        using var clickhouse = await warehouse.NewMigratedAsync();
        await clickhouse.ExecuteAsync($"ALTER TABLE events_store ADD CONSTRAINT no_poison CHECK event_id != '{ProcessorSamples.IdOf(17)}'");
        await using var kafka = await ProcessorKafka.StartAsync();
        await kafka.PublishAsync(TopicNames.Raw, Codecs.RawEnvelope, ProcessorSamples.Envelopes(0, Count));

        await using var host = await StartAsync(kafka, clickhouse);
        await Until(() => kafka.Committed(ConsumerGroups.SinkEvents, TopicNames.Enriched) == Count && kafka.Committed(ConsumerGroups.SinkDeadLetters, TopicNames.DeadLetters) == 1);

        Assert.Equal(Count - 1, await CountAsync(clickhouse, "SELECT count() AS n FROM events"));
        Assert.Equal(1, await CountAsync(clickhouse, "SELECT count() AS n FROM dead_letters WHERE stage = 'sink' AND tenant = 'contoso'"));
    }

    private static Task<ProcessorHost> StartAsync(ProcessorKafka kafka, ClickHouseClient clickhouse, int maxRows = 50_000)
    {
        var options = new ProcessorOptions { Kafka = kafka.Options, Warehouse = clickhouse.Options, EventSink = new() { MaxRows = maxRows, MaxAge = TimeSpan.FromMilliseconds(100) } };
        return ProcessorHost.StartAsync(options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
    }

    private static async Task<long> CountAsync(ClickHouseClient clickhouse, string sql)
    {
        await foreach (var row in clickhouse.QueryAsync(sql, null, SinkWarehouseJson.Default.SinkCountRow))
            return row.N;
        return -1;
    }

    private static async Task Until(Func<bool> condition)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < deadline, "the awaited condition did not come");
            await Task.Delay(50);
        }
    }
}

internal sealed record SinkCountRow([property: JsonPropertyName("n")] long N);

[JsonSerializable(typeof(SinkCountRow))]
internal sealed partial class SinkWarehouseJson : JsonSerializerContext;
