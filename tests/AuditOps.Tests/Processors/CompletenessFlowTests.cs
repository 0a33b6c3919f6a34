using AuditOps.Kafka;
using AuditOps.Processors;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Tests.Warehouse;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Queries;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Tests.Processors;

/// <summary>From raw records to the account of them: the processing role between the embedded broker and a real ClickHouse.</summary>
public sealed class CompletenessFlowTests(WarehouseFixture warehouse)
{
    private const int Count = 400;

    [Fact]
    public async Task Pending_reaches_0_and_a_row_deleted_by_hand_is_named_and_alarms_until_it_is_back()
    {
        using var clickhouse = await warehouse.NewMigratedAsync();
        await using var kafka = await ProcessorKafka.StartAsync();
        var first = ProcessorSamples.Envelope(0);
        // As an import counts them: 400 records, ten of them twice, and one that nobody can read.
        await kafka.PublishAsync(TopicNames.Raw, Codecs.RawEnvelope, ProcessorSamples.Envelopes(0, Count));
        await kafka.PublishAsync(TopicNames.Raw, Codecs.RawEnvelope, ProcessorSamples.Envelopes(0, 10));
        await kafka.PublishAsync(TopicNames.Raw, Codecs.RawEnvelope, [(Keys.Record(ProcessorSamples.Tenant, "bad"), first with { RecordId = "bad", Payload = "{"u8.ToArray() })]);
        await kafka.PublishAsync(
            TopicNames.Completeness, Codecs.CompletenessCount,
            [(Keys.Source(first.Tenant, first.Source), new CompletenessCount
            {
                Tenant = first.Tenant,
                Source = first.Source,
                Hour = CompletenessCount.HourOf(first.CollectedAt),
                Stage = CompletenessStage.Import,
                Collected = Count + 11,
                Published = Count + 11,
                At = first.CollectedAt,
            })]);
        var options = new ProcessorOptions
        {
            Kafka = kafka.Options,
            Warehouse = clickhouse.Options,
            EventSink = new() { MaxAge = TimeSpan.FromMilliseconds(100) },
            CompletenessSink = new() { MaxAge = TimeSpan.FromMilliseconds(100) },
            AuditInterval = TimeSpan.FromMilliseconds(500),
        };
        await using var host = await ProcessorHost.StartAsync(options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);

        await UntilAsync(clickhouse, row => row is { Pending: 0, Stored: > 0, LettersStored: > 0 });
        var settled = await RowAsync(clickhouse);
        Assert.Equal((Count + 11L, (long)Count, (long)Count, 10L, 1L, 1L), (settled!.Published, settled.Admitted, settled.Stored, settled.Duplicates, settled.DeadLettered, settled.LettersStored));
        Assert.Equal(0, settled.Missing);

        await clickhouse.ExecuteAsync($"DELETE FROM events_store WHERE event_id = '{ProcessorSamples.IdOf(17)}'");
        await UntilAsync(clickhouse, row => row is { Missing: 1 });
        Assert.Equal([ProcessorSamples.IdOf(17)], (await RowAsync(clickhouse))!.MissingIds);
        Assert.False(host.Status.IsHealthy);
        Assert.Contains(host.Status.Stages, stage => stage.Name == "completeness-audit" && stage.LastError!.Contains(first.Source, StringComparison.Ordinal));

        var alarm = Codecs.SourceHealth.Decode(kafka.Read(TopicNames.Health, 1, partitions: 1)[^1].Message.Value, new SchemaRegistry());
        Assert.Equal((first.Tenant, first.Source, HealthState.Degraded, HealthCodes.EventsMissing), (alarm.Tenant, alarm.Source, alarm.State, alarm.Code));
        Assert.Equal(new HealthGap(settled.Hour, settled.Hour.AddHours(1), "stored events are gone", 1), Assert.Single(alarm.Gaps));

        // The same from both tables: nobody can say which it was, but the hour is still named.
        var watch = System.Diagnostics.Stopwatch.StartNew();
        foreach (var table in new[] { "events_store", "event_revisions" })
            await clickhouse.ExecuteAsync($"DELETE FROM {table} WHERE event_id = '{ProcessorSamples.IdOf(18)}'");
        await UntilAsync(clickhouse, row => row is { Missing: 2 });
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"it took {watch.Elapsed}");
        var both = await RowAsync(clickhouse);
        Assert.Equal((first.Tenant, first.Source, settled.Hour), (both!.Tenant, both.Source, both.Hour));
        Assert.Equal([ProcessorSamples.IdOf(17)], both.MissingIds);

        await clickhouse.StoreAsync(ProcessorSamples.Event(18));
        await UntilAsync(clickhouse, row => row is { Missing: 1 });
        await clickhouse.StoreAsync(ProcessorSamples.Event(17));
        await UntilAsync(clickhouse, row => row is { Missing: 0 });
        await UntilAsync(clickhouse, _ => host.Status.IsHealthy);
        var over = Codecs.SourceHealth.Decode(kafka.Read(TopicNames.Health, 4, partitions: 1)[^1].Message.Value, new SchemaRegistry());
        Assert.Equal((first.Tenant, first.Source, HealthState.Ok, 0), (over.Tenant, over.Source, over.State, over.Gaps.Count));
    }

    private static async Task<CompletenessRow?> RowAsync(ClickHouseClient clickhouse)
    {
        var rows = await new CompletenessQuery([ProcessorSamples.Tenant], Sources.M365Activity, null, null, null, 10).RunAsync(clickhouse, CancellationToken.None);
        return rows.Count == 0 ? null : Assert.Single(rows);
    }

    private static async Task UntilAsync(ClickHouseClient clickhouse, Func<CompletenessRow?, bool> condition)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (await RowAsync(clickhouse) is var row && !condition(row))
        {
            Assert.True(DateTime.UtcNow < deadline, $"it stays at {row}");
            await Task.Delay(50);
        }
    }
}
