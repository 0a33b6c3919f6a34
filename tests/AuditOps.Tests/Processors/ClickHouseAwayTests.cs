using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using AuditOps.Kafka;
using AuditOps.Processors.Sinks;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Tests.Warehouse;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Rows;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AuditOps.Tests.Processors;

/// <summary>
/// ClickHouse goes away while events keep coming, for longer than the client's poll interval, session and transaction timeout. An hour is 12 poll intervals of the default 5 min;
/// here the interval, the session and the transaction timeout are 6 s, so that 18 s are 3 intervals, and 72 s (AUDITOPS_TEST_LONG) are the 12 of an hour. Nothing else that the
/// sink does depends on how long it lasts: it repeats one insert at the longest back-off, holds two batches, and polls paused partitions.
/// </summary>
public sealed class ClickHouseAwayTests(WarehouseFixture warehouse)
{
    private const int MaxRows = 300;
    private const int Revoked = 3010;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Away = Environment.GetEnvironmentVariable("AUDITOPS_TEST_LONG") == "1" ? 12 * Interval : 3 * Interval;

    private static readonly SinkOptions Options = new()
    {
        MaxRows = MaxRows,
        MaxAge = TimeSpan.FromMilliseconds(50),
        BackOffFirst = TimeSpan.FromMilliseconds(50),
        BackOffMax = TimeSpan.FromSeconds(1),
        TransactionTimeout = Interval,
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ClickHouse_away_for_long_stops_the_reading_in_bounded_memory_keeps_the_membership_and_ends_by_itself_with_nothing_lost(bool restartedMeanwhile)
    {
        using var direct = await warehouse.NewMigratedAsync();
        await using var proxy = new CutProxy(direct.Options.Address);
        await using var kafka = await ProcessorKafka.StartAsync();
        var clients = new KafkaClientFactory(kafka.Options with { SessionTimeout = Interval, MaxPollInterval = Interval }, new Events());
        var events = new Events();
        using var figures = new Retries();
        await using var load = new Load(kafka);
        var sink = new RunningSink(clients, direct, proxy, figures, events);
        try
        {
            await UntilAsync("events are stored", async () => await StoredAsync(direct) > 100);

            var began = DateTimeOffset.UtcNow;
            proxy.Now = CutProxy.Mode.Refuse;
            await UntilAsync("the sink is degraded", () => Task.FromResult(sink.Worker.Status.DegradedSince is not null));
            if (restartedMeanwhile)
            {
                // The next one finds an open plan, which it has to carry out before it may read.
                await sink.DisposeAsync();
                events.Clear();
                sink = new RunningSink(clients, direct, proxy, figures, events);
                await UntilAsync("the new sink is degraded", () => Task.FromResult(sink.Worker.Status.DegradedSince is not null));
            }

            var (since, tries, clock) = (sink.Worker.Status.DegradedSince!.Value, figures.Tries, Stopwatch.StartNew());
            Assert.InRange(since, began, began + TimeSpan.FromSeconds(20));
            var (most, sawPause) = (0, false);
            while (clock.Elapsed < Away)
            {
                most = Math.Max(most, sink.Worker.InHand);
                sawPause |= sink.Worker.IsPaused;
                Assert.Equal("BackingOff", sink.Worker.Status.State);
                Assert.Equal(since, sink.Worker.Status.DegradedSince);
                await Task.Delay(50);
            }

            Assert.True(sawPause, "the reading went on");
            Assert.InRange(most, 0, 2 * MaxRows + 1);
            // 50, 100, 200, 400, 800 ms, then once a second: no faster, and no slower than the back-off and what an attempt takes.
            tries = figures.Tries - tries;
            Assert.InRange(tries, (long)(Away.TotalSeconds / 2), (long)Away.TotalSeconds + 6);
            Assert.Equal(0, events.Count(Revoked));
            Assert.DoesNotContain(events.Texts, text => text.Contains("MaxPollExceeded", StringComparison.OrdinalIgnoreCase) || text.Contains("max.poll", StringComparison.OrdinalIgnoreCase));

            proxy.Now = CutProxy.Mode.Pass;
            var published = await load.StopAsync();
            await UntilAsync("everything is stored", async () => await StoredAsync(direct) == published);
            await UntilAsync("everything is committed", () => Task.FromResult(kafka.Committed(ConsumerGroups.SinkEvents, TopicNames.Enriched) == published));
            Assert.Null(sink.Worker.Status.DegradedSince);
            Assert.Equal("Running", sink.Worker.Status.State);
            Assert.Equal(published, await direct.NumberAsync("(SELECT sum(contents) FROM event_counts)"));
            Assert.Equal((0, 0L), (events.Count(Revoked), figures.Interrupted));
            TestContext.Current.SendDiagnosticMessage(
                $"[FIGURE] away {clock.Elapsed.TotalSeconds:0.0} s = {Away / Interval:0} poll intervals: {published} events stored once, at most {most} in hand, {tries} attempts, 0 rebalances");
        }
        finally
        {
            await sink.DisposeAsync();
        }
    }

    private static Task<long> StoredAsync(ClickHouseClient clickhouse) => clickhouse.NumberAsync("(SELECT count() FROM events)");

    private static async Task UntilAsync(string what, Func<Task<bool>> condition)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < deadline, $"it did not come to this: {what}");
            await Task.Delay(50);
        }
    }

    private sealed class RunningSink : IAsyncDisposable
    {
        private readonly ClickHouseClient _client;

        public RunningSink(KafkaClientFactory clients, ClickHouseClient direct, CutProxy proxy, Retries figures, Events events)
        {
            _client = new ClickHouseClient(direct.Options with { Address = proxy.Address });
            Worker = new SinkWorker(
                new EventsSinkTable(new SchemaRegistry(), new EventRowWriter(TimeSpan.FromDays(365))), Options with { Drain = TimeSpan.FromMilliseconds(1) }, clients, _client,
                new SchemaRegistry(), "away", figures.Telemetry, TimeProvider.System, events);
            Worker.Start();
        }

        public SinkWorker Worker { get; }

        public async ValueTask DisposeAsync()
        {
            await Worker.DisposeAsync();
            _client.Dispose();
        }
    }

    /// <summary>About a thousand events a second until it is stopped.</summary>
    private sealed class Load : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task<int> _running;

        public Load(ProcessorKafka kafka) => _running = Task.Run(async () =>
        {
            var count = 0;
            for (; !_stop.IsCancellationRequested; count += 100)
            {
                await kafka.PublishAsync(TopicNames.Enriched, Codecs.AuditEvent, ProcessorSamples.Events(count, 100));
                await Task.Delay(100);
            }

            return count;
        });

        public async Task<int> StopAsync()
        {
            await _stop.CancelAsync();
            return await _running;
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            _stop.Dispose();
        }
    }

    /// <summary>What the sink and its clients log.</summary>
    private sealed class Events : ILogger, ILoggerFactory
    {
        private readonly ConcurrentQueue<(int Id, string Text)> _entries = new();

        public IEnumerable<string> Texts => _entries.Select(entry => entry.Text);

        public int Count(int id) => _entries.Count(entry => entry.Id == id);

        public void Clear() => _entries.Clear();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _entries.Enqueue((eventId.Id, formatter(state, exception)));

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }

    private sealed class Retries : IDisposable
    {
        private readonly Meter _meter = new("test-away");
        private readonly MeterListener _listener = new();
        private long _tries;
        private long _interrupted;

        public Retries()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter, _meter))
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
            {
                if (instrument.Name == "auditops.sink.retries")
                    Interlocked.Add(ref _tries, value);
                if (instrument.Name == "auditops.sink.interruptions")
                    Interlocked.Add(ref _interrupted, value);
            });
            _listener.Start();
            Telemetry = new SinkTelemetry(_meter);
        }

        public SinkTelemetry Telemetry { get; }

        public long Tries => Interlocked.Read(ref _tries);

        public long Interrupted => Interlocked.Read(ref _interrupted);

        public void Dispose()
        {
            _listener.Dispose();
            _meter.Dispose();
        }
    }
}
