using System.Diagnostics.Metrics;
using AuditOps.Kafka;
using AuditOps.Processors.Sinks;
using AuditOps.Processors.Sinks.Audit;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Tests.Warehouse;
using AuditOps.Warehouse.Audit;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Queries;
using AuditOps.Warehouse.Rows;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Tests.Processors;

/// <summary>Sinks that end at every point of a batch, between the embedded broker and a real ClickHouse behind a proxy that loses answers.</summary>
public sealed class SinkPlanTests(WarehouseFixture warehouse)
{
    private const int Events = 6000;
    private const int Rounds = 6;

    [Fact]
    public async Task Whatever_ends_a_batch_and_wherever_every_event_is_stored_and_counted_once()
    {
        var seeds = Environment.GetEnvironmentVariable("AUDITOPS_TEST_LONG") == "1" ? 20 : 1;
        for (var seed = 11; seed < 11 + seeds; seed++)
            await RunAsync(seed);
    }

    private async Task RunAsync(int seed)
    {
        using var direct = await warehouse.NewMigratedAsync();
        string[] poison = [ProcessorSamples.IdOf(1234), ProcessorSamples.IdOf(4321)];
        await direct.ExecuteAsync($"ALTER TABLE events_store ADD CONSTRAINT no_poison CHECK event_id NOT IN ('{poison[0]}', '{poison[1]}')");
        foreach (var table in new[] { "events_store", "event_revisions", "event_counts_store" })
            await direct.ExecuteAsync($"ALTER TABLE {table} MODIFY SETTING non_replicated_deduplication_window = 5");
        await using var proxy = new CutProxy(direct.Options.Address);
        await using var kafka = await ProcessorKafka.StartAsync();
        using var figures = new Figures();
        var random = new Random(seed);
        var modes = new[] { CutProxy.Mode.Pass, CutProxy.Mode.Refuse, CutProxy.Mode.CutAnswer };
        for (var round = 0; round < Rounds; round++)
        {
            await kafka.PublishAsync(TopicNames.Enriched, Codecs.AuditEvent, ProcessorSamples.Events(round * Events / Rounds, Events / Rounds));
            proxy.Now = modes[round % modes.Length];
            var (cut, inserts) = (proxy.CutAnswers, figures.Inserts + figures.Retries);
            await using (Start(kafka, direct, proxy, figures, "a", random))
            await using (Start(kafka, direct, proxy, figures, "b", random))
            {
                await UntilAsync(() => figures.Inserts + figures.Retries > inserts || proxy.CutAnswers > cut, $"seed {seed}, round {round}: nothing was sent");
                await Task.Delay(random.Next(0, 120));
            }
        }

        proxy.Now = CutProxy.Mode.Pass;
        await using (Start(kafka, direct, proxy, figures, "a", random))
        await using (Start(kafka, direct, proxy, figures, "b", random))
            await UntilAsync(() => kafka.Committed(ConsumerGroups.SinkEvents, TopicNames.Enriched) >= Events, $"seed {seed}: not everything was committed");

        Assert.True(figures.Repeated > 0, $"seed {seed}: void, no open plan was found");
        Assert.True(proxy.CutAnswers > 0, $"seed {seed}: void, no answer was lost");
        var expected = Events - poison.Length;
        Assert.Equal(expected, await direct.NumberAsync("(SELECT count() FROM events)"));
        Assert.Equal(expected, await direct.NumberAsync("(SELECT sum(contents) FROM event_counts)"));
        var letters = kafka.Read(TopicNames.DeadLetters, poison.Length).Select(r => Codecs.DeadLetter.Decode(r.Message.Value, new SchemaRegistry())).ToList();
        Assert.Equal(poison.Length, letters.Count);
        var counts = ReadCounts(kafka);
        Assert.Equal(expected, counts.Sum(count => count.Stored));
        Assert.Equal(poison.Length, counts.Sum(count => count.DeadLettered));
        TestContext.Current.SendDiagnosticMessage($"seed {seed}: {figures.Repeated} plans repeated, {proxy.CutAnswers} answers lost, {figures.Retries} retries, {figures.Interrupted} transactions interrupted");
    }

    /// <summary>Before: nothing of the plan had been inserted. After: all of it had, and only its end was not committed.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_left_of_an_expired_plan_is_stored_once_and_what_is_lost_is_counted_under_its_hour_and_alarms(bool wasInserted)
    {
        using var direct = await warehouse.NewMigratedAsync();
        // As people make them: what is inserted twice counts twice in it.
        await direct.ExecuteAsync("CREATE TABLE mine (tenant String, n UInt64) ENGINE = SummingMergeTree ORDER BY tenant SETTINGS non_replicated_deduplication_window = 100");
        await direct.ExecuteAsync("CREATE MATERIALIZED VIEW mine_feed TO mine AS SELECT tenant, count() AS n FROM events_store GROUP BY tenant");
        await using var proxy = new CutProxy(direct.Options.Address) { Now = wasInserted ? CutProxy.Mode.CutAnswer : CutProxy.Mode.Refuse };
        await using var kafka = await ProcessorKafka.StartAsync();
        using var figures = new Figures();
        // Of two months, so that what is left makes other parts than the whole did.
        var december = ProcessorSamples.Events(0, 100).Select(one => (one.Key, one.Value with { EventTime = one.Value.EventTime.AddMonths(-1) }));
        await kafka.PublishAsync(TopicNames.Enriched, Codecs.AuditEvent, december);
        await kafka.PublishAsync(TopicNames.Enriched, Codecs.AuditEvent, ProcessorSamples.Events(100, 100));
        await using (new RunningSink(kafka, direct, proxy, figures, "a", 200, TimeSpan.FromMinutes(1)))
            await UntilAsync(() => wasInserted ? proxy.CutAnswers > 0 : figures.Retries > 0, "no insert was tried");

        var later = kafka.Read(TopicNames.Enriched, 200).Where(record => Codecs.AuditEvent.Decode(record.Message.Value, new SchemaRegistry()).EventTime.Year == 2026);
        using (var admin = kafka.Clients.Admin("test"))
            await admin.DeleteRecordsAsync(later.GroupBy(record => record.TopicPartition).Select(group => new TopicPartitionOffset(group.Key, group.Min(record => record.Offset.Value))), new DeleteRecordsOptions());

        await kafka.PublishAsync(TopicNames.Enriched, Codecs.AuditEvent, ProcessorSamples.Events(200, 100));
        proxy.Now = CutProxy.Mode.Pass;
        await using (Start(kafka, direct, proxy, figures, "a", new Random(1)))
            // Counted from the first offset that is still there.
            await UntilAsync(() => kafka.Committed(ConsumerGroups.SinkEvents, TopicNames.Enriched) >= 200, "the sink did not go on");

        var (stored, expired) = wasInserted ? (300, 0) : (200, 100);
        Assert.Equal(stored, await direct.NumberAsync("(SELECT count() FROM events)"));
        Assert.Equal(stored, await direct.NumberAsync("(SELECT sum(contents) FROM event_counts)"));
        Assert.Equal(stored, await direct.NumberAsync("(SELECT sum(n) FROM mine)"));
        var counts = ReadCounts(kafka);
        Assert.Equal((stored, expired), (counts.Sum(count => count.Stored), counts.Sum(count => count.Expired)));
        Assert.Equal(expired, figures.Expired);

        var of = ProcessorSamples.Event(0);
        await StoreAsync(direct, counts);
        var row = Assert.Single(await new CompletenessQuery([of.Tenant], of.Source, null, null, null, 10).RunAsync(direct, CancellationToken.None));
        Assert.Equal((CompletenessCount.HourOf(of.CollectedAt), expired, -stored - expired), (row.Hour, row.Expired, row.Pending));
        var alarms = new ExpiredAlarms(new ExpiredTable(direct), TimeProvider.System);
        await alarms.LookAsync(CancellationToken.None);
        if (wasInserted)
        {
            Assert.Empty(alarms.Alarms()!);
            return;
        }

        var alarm = Assert.Single(alarms.Alarms()!);
        Assert.Equal((of.Tenant, of.Source, HealthCodes.RecordsExpired), (alarm.Tenant, alarm.Source, alarm.Code));
        Assert.Equal((row.Hour, 100), (Assert.Single(alarm.Gaps).From, alarm.Gaps[0].Records));
    }

    private static async Task StoreAsync(ClickHouseClient client, List<CompletenessCount> counts)
    {
        using var rows = new RowBinaryWriter();
        var writer = new CompletenessRowWriter(TimeSpan.FromDays(365));
        for (var i = 0; i < counts.Count; i++)
            writer.Write(counts[i], new RowOrigin(1, 0, i), rows);
        await client.InsertAsync(CompletenessRowWriter.Table, CompletenessRowWriter.Columns, rows.Body, null, CancellationToken.None);
    }

    /// <summary>All there are: the sinks have ended, so nothing comes after these.</summary>
    private static List<CompletenessCount> ReadCounts(ProcessorKafka kafka) =>
        [.. kafka.ReadAll(TopicNames.Completeness).Select(r => Codecs.CompletenessCount.Decode(r.Message.Value, new SchemaRegistry()))];

    private static RunningSink Start(ProcessorKafka kafka, ClickHouseClient direct, CutProxy proxy, Figures figures, string name, Random random) =>
        new(kafka, direct, proxy, figures, name, random.Next(50, 400), TimeSpan.FromMilliseconds(50));

    private static async Task UntilAsync(Func<bool> condition, string failure)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < deadline, failure);
            await Task.Delay(20);
        }
    }

    /// <summary>A sink that does not wait for anything when it ends, as if it had crashed.</summary>
    private sealed class RunningSink : IAsyncDisposable
    {
        private readonly ClickHouseClient _client;
        private readonly SinkWorker _worker;

        public RunningSink(ProcessorKafka kafka, ClickHouseClient direct, CutProxy proxy, Figures figures, string name, int maxRows, TimeSpan maxAge)
        {
            _client = new ClickHouseClient(direct.Options with { Address = proxy.Address });
            var options = new SinkOptions
            {
                MaxRows = maxRows,
                MaxAge = maxAge,
                MaxAgeInBacklog = maxAge > TimeSpan.FromSeconds(2) ? maxAge : TimeSpan.FromSeconds(2),
                BackOffFirst = TimeSpan.FromMilliseconds(20),
                BackOffMax = TimeSpan.FromMilliseconds(100),
                Drain = TimeSpan.FromMilliseconds(1),
            };
            _worker = new SinkWorker(
                new EventsSinkTable(new SchemaRegistry(), new EventRowWriter(TimeSpan.FromDays(365))), options, kafka.Clients, _client, new SchemaRegistry(), name,
                figures.Telemetry, TimeProvider.System, NullLogger.Instance);
            _worker.Start();
        }

        public async ValueTask DisposeAsync()
        {
            await _worker.DisposeAsync();
            _client.Dispose();
        }
    }

    /// <summary>What the sinks of one test report.</summary>
    private sealed class Figures : IDisposable
    {
        private readonly Meter _meter = new("test-plans");
        private readonly MeterListener _listener = new();
        private long _repeated;
        private long _inserts;
        private long _retries;
        private long _interrupted;
        private long _expired;

        public Figures()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter, _meter))
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
            {
                switch (instrument.Name)
                {
                    case "auditops.sink.plans.repeated": Interlocked.Add(ref _repeated, value); break;
                    case "auditops.sink.records": Interlocked.Increment(ref _inserts); break;
                    case "auditops.sink.retries": Interlocked.Add(ref _retries, value); break;
                    case "auditops.sink.records.expired": Interlocked.Add(ref _expired, value); break;
                    case "auditops.sink.interruptions": Interlocked.Add(ref _interrupted, value); break;
                }
            });
            _listener.Start();
            Telemetry = new SinkTelemetry(_meter);
        }

        public SinkTelemetry Telemetry { get; }
        public long Repeated => Interlocked.Read(ref _repeated);
        public long Inserts => Interlocked.Read(ref _inserts);
        public long Retries => Interlocked.Read(ref _retries);
        public long Expired => Interlocked.Read(ref _expired);
        public long Interrupted => Interlocked.Read(ref _interrupted);

        public void Dispose()
        {
            _listener.Dispose();
            _meter.Dispose();
        }
    }
}
