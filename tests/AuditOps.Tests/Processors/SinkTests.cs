using System.Diagnostics.Metrics;
using System.Text;
using AuditOps.Kafka;
using AuditOps.Processors.Sinks;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Rows;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Tests.Processors;

public sealed class SinkTests
{
    private const int MemoryLimitExceeded = 241;
    private const int ViolatedConstraint = 469;

    private static readonly SinkOptions Fast = new()
    {
        MaxAge = TimeSpan.FromMilliseconds(100),
        BackOffFirst = TimeSpan.FromMilliseconds(50),
        BackOffMax = TimeSpan.FromMilliseconds(200),
        Drain = TimeSpan.FromSeconds(1),
    };

    [Fact]
    public async Task Every_event_is_stored_and_its_offset_committed_afterwards()
    {
        await using var kafka = await ProcessorKafka.StartAsync();
        await using var clickhouse = await ScriptedClickHouse.StartAsync();
        await kafka.PublishAsync(TopicNames.Enriched, Codecs.AuditEvent, ProcessorSamples.Events(0, 5000));

        await using var sink = Start(kafka, clickhouse, Fast with { MaxRows = 1000 });
        await Until(() => kafka.Committed(ConsumerGroups.SinkEvents, TopicNames.Enriched) == 5000);

        AssertStoredOnce(clickhouse, 5000);
        Assert.All(clickhouse.Stored, insert => Assert.True(insert.Ids.Count <= 1000));
        Assert.Equal(clickhouse.Stored.Count, clickhouse.Stored.Select(insert => insert.Token).Distinct().Count());
        Assert.Equal(5000, sink.Worker.Status.Processed);
    }

    [Fact]
    public async Task A_refused_row_is_found_by_splitting_and_becomes_a_dead_letter_while_the_rest_is_stored()
    {
        await using var kafka = await ProcessorKafka.StartAsync();
        await using var clickhouse = await ScriptedClickHouse.StartAsync();
        string[] poison = [ProcessorSamples.IdOf(17), ProcessorSamples.IdOf(801)];
        clickhouse.Fails = insert => insert.Ids.Intersect(poison).Any() ? ViolatedConstraint : null;
        await kafka.PublishAsync(TopicNames.Enriched, Codecs.AuditEvent, ProcessorSamples.Events(0, 1000), run: "run-7");

        await using var sink = Start(kafka, clickhouse, Fast);
        await Until(() => kafka.Committed(ConsumerGroups.SinkEvents, TopicNames.Enriched) == 1000);

        var stored = clickhouse.StoredIds();
        Assert.Equal(998, stored.Count);
        Assert.All(stored.Values, times => Assert.Equal(1, times));
        var letters = kafka.Read(TopicNames.DeadLetters, 2);
        Assert.Equal(2, letters.Count);
        foreach (var record in letters)
        {
            var letter = Codecs.DeadLetter.Decode(record.Message.Value, new SchemaRegistry());
            Assert.Equal(DeadLetterCode.RowRefused, letter.Code);
            Assert.Equal("sink", letter.Stage);
            Assert.Equal(ProcessorSamples.Tenant, letter.Tenant);
            Assert.Equal("run-7", Encoding.UTF8.GetString(record.Message.Headers.GetLastBytes("run")));
            Assert.Equal(TopicNames.Enriched, letter.Topic);
        }

        Assert.Equal(2, sink.Worker.Status.DeadLettered);
    }

    [Fact]
    public async Task A_failed_insert_is_repeated_with_the_same_bytes_and_token_until_it_passes()
    {
        await using var kafka = await ProcessorKafka.StartAsync();
        await using var clickhouse = await ScriptedClickHouse.StartAsync();
        var failures = 0;
        clickhouse.Fails = _ => Interlocked.Increment(ref failures) <= 5 ? MemoryLimitExceeded : null;
        await kafka.PublishAsync(TopicNames.Enriched, Codecs.AuditEvent, ProcessorSamples.Events(0, 100));

        await using var sink = Start(kafka, clickhouse, Fast);
        await Until(() => sink.Worker.Status.DegradedSince is not null);
        await Until(() => kafka.Committed(ConsumerGroups.SinkEvents, TopicNames.Enriched) == 100);

        var first = clickhouse.Tried.First();
        Assert.All(clickhouse.Tried.Take(6), insert => Assert.Equal(first.Token, insert.Token));
        Assert.All(clickhouse.Tried.Take(6), insert => Assert.Equal(first.Body, insert.Body));
        AssertStoredOnce(clickhouse, 100);
        Assert.Null(sink.Worker.Status.DegradedSince);
        Assert.Empty(kafka.Read(TopicNames.DeadLetters, 0));
    }

    [Fact]
    public async Task A_missing_table_or_a_wrong_password_waits_for_a_person_and_buries_nothing()
    {
        const int UnknownTable = 60;
        await using var kafka = await ProcessorKafka.StartAsync();
        await using var clickhouse = await ScriptedClickHouse.StartAsync();
        var isMissing = true;
        clickhouse.Fails = _ => Volatile.Read(ref isMissing) ? UnknownTable : null;
        await kafka.PublishAsync(TopicNames.Enriched, Codecs.AuditEvent, ProcessorSamples.Events(0, 100));
        await using var sink = Start(kafka, clickhouse, Fast);
        await Until(() => clickhouse.Tried.Count > 5);
        Assert.Equal("BackingOff", sink.Worker.Status.State);

        Volatile.Write(ref isMissing, false);
        await Until(() => kafka.Committed(ConsumerGroups.SinkEvents, TopicNames.Enriched) == 100);

        AssertStoredOnce(clickhouse, 100);
        Assert.Equal(0, sink.Worker.Status.DeadLettered);
    }

    [Fact]
    public async Task A_record_that_is_no_event_becomes_a_dead_letter_and_the_rest_flows()
    {
        await using var kafka = await ProcessorKafka.StartAsync();
        await using var clickhouse = await ScriptedClickHouse.StartAsync();
        await kafka.PublishAsync(TopicNames.Enriched, [(Keys.Actor(ProcessorSamples.Tenant, "x"), "not avro at all"u8.ToArray())]);
        await kafka.PublishAsync(TopicNames.Enriched, Codecs.AuditEvent, ProcessorSamples.Events(0, 10));

        await using var sink = Start(kafka, clickhouse, Fast);
        await Until(() => kafka.Committed(ConsumerGroups.SinkEvents, TopicNames.Enriched) == 11);

        AssertStoredOnce(clickhouse, 10);
        var letter = Codecs.DeadLetter.Decode(Assert.Single(kafka.Read(TopicNames.DeadLetters, 1)).Message.Value, new SchemaRegistry());
        Assert.Equal(DeadLetterCode.EventUndecodable, letter.Code);
        Assert.Equal("not avro at all"u8.ToArray(), letter.Payload.ToArray());
    }

    [Fact]
    public async Task A_stop_between_insert_and_commit_repeats_the_rows_and_loses_none()
    {
        await using var kafka = await ProcessorKafka.StartAsync();
        await using var clickhouse = await ScriptedClickHouse.StartAsync();
        var hold = new TaskCompletionSource();
        clickhouse.BeforeAnswer = () => hold.Task;
        await kafka.PublishAsync(TopicNames.Enriched, Codecs.AuditEvent, ProcessorSamples.Events(0, 200));
        await using (Start(kafka, clickhouse, Fast))
            await Until(() => !clickhouse.Stored.IsEmpty);
        var first = Assert.Single(clickhouse.Stored);
        Assert.Equal(0, kafka.Committed(ConsumerGroups.SinkEvents, TopicNames.Enriched));

        hold.SetResult();
        await kafka.PublishAsync(TopicNames.Enriched, Codecs.AuditEvent, ProcessorSamples.Events(200, 100));
        await using var second = Start(kafka, clickhouse, Fast);
        await Until(() => kafka.Committed(ConsumerGroups.SinkEvents, TopicNames.Enriched) == 300);

        // The very same rows under the very same token come first, whatever has been published since.
        var again = clickhouse.Stored.ElementAt(1);
        Assert.Equal(first.Token, again.Token);
        Assert.Equal(first.Body, again.Body);
        var stored = clickhouse.StoredIds();
        Assert.Equal(300, stored.Count);
        Assert.Equal(300 + first.Ids.Count, stored.Values.Sum());
    }

    [Fact]
    public async Task A_sink_that_is_stuck_still_takes_part_in_a_rebalance()
    {
        await using var kafka = await ProcessorKafka.StartAsync();
        await using var clickhouse = await ScriptedClickHouse.StartAsync();
        var isAway = true;
        clickhouse.Fails = _ => Volatile.Read(ref isAway) ? MemoryLimitExceeded : null;
        await kafka.PublishAsync(TopicNames.Enriched, Codecs.AuditEvent, ProcessorSamples.Events(0, 2000));
        await using var first = Start(kafka, clickhouse, Fast with { MaxRows = 50 });
        await Until(() => clickhouse.Tried.Count > 3);
        await using var second = Start(kafka, clickhouse, Fast with { MaxRows = 50 });
        // The second sends batches of its own only once the first has given partitions back.
        await Until(() => second.Worker.Status.DegradedSince is not null);

        Volatile.Write(ref isAway, false);
        await Until(() => kafka.Committed(ConsumerGroups.SinkEvents, TopicNames.Enriched) == 2000);

        AssertStoredOnce(clickhouse, 2000);
    }

    [Fact]
    public async Task A_stop_amid_the_search_for_a_refused_row_repeats_the_same_inserts_even_if_nothing_is_refused_any_more()
    {
        const int Events = 1000;
        await using var kafka = await ProcessorKafka.StartAsync();
        await using var clickhouse = await ScriptedClickHouse.StartAsync();
        string[] poison = [ProcessorSamples.IdOf(17), ProcessorSamples.IdOf(801)];
        var accepted = 0;
        // Some parts go in; the rest finds ClickHouse away, and the sink ends there.
        clickhouse.Fails = insert => insert.Ids.Intersect(poison).Any() ? ViolatedConstraint : Interlocked.Increment(ref accepted) > 5 ? MemoryLimitExceeded : null;
        await kafka.PublishAsync(TopicNames.Enriched, Codecs.AuditEvent, ProcessorSamples.Events(0, Events));
        await using (Start(kafka, clickhouse, Fast with { MaxRows = Events, MaxAge = TimeSpan.FromMinutes(1), MaxAgeInBacklog = TimeSpan.FromMinutes(1) }))
            await Until(() => accepted > 6);
        Assert.Equal(5, clickhouse.Stored.Count);

        clickhouse.Fails = _ => null;
        await using var second = Start(kafka, clickhouse, Fast);
        await Until(() => kafka.Committed(ConsumerGroups.SinkEvents, TopicNames.Enriched) == Events);

        // ClickHouse drops what comes under a token it knows; under one token there must always be the same rows, and each row under one token only.
        var tokens = clickhouse.Stored.SelectMany(insert => insert.Ids.Select(id => (Id: id, insert.Token))).Distinct().ToList();
        Assert.Equal(Events, tokens.Count);
        Assert.Equal(Events, tokens.Select(one => one.Id).Distinct().Count());
        Assert.All(clickhouse.Stored.GroupBy(insert => insert.Token), group => Assert.All(group, insert => Assert.Equal(group.First().Body, insert.Body)));
    }

    [Fact]
    public async Task When_every_row_is_refused_each_becomes_a_letter()
    {
        const int Events = 300;
        await using var kafka = await ProcessorKafka.StartAsync();
        await using var clickhouse = await ScriptedClickHouse.StartAsync();
        clickhouse.Fails = _ => ViolatedConstraint;
        await kafka.PublishAsync(TopicNames.Enriched, Codecs.AuditEvent, ProcessorSamples.Events(0, Events));

        await using var sink = Start(kafka, clickhouse, Fast);
        await Until(() => kafka.Committed(ConsumerGroups.SinkEvents, TopicNames.Enriched) == Events);

        Assert.Empty(clickhouse.Stored);
        var letters = kafka.Read(TopicNames.DeadLetters, Events).Select(record => Codecs.DeadLetter.Decode(record.Message.Value, new SchemaRegistry())).ToList();
        Assert.Equal(Events, letters.Select(letter => (letter.Partition, letter.Offset)).Distinct().Count());
    }

    [Fact]
    public async Task Records_that_expire_before_they_are_read_are_counted_once_and_markers_behind_the_last_record_are_none()
    {
        await using var kafka = await ProcessorKafka.StartAsync();
        await using var clickhouse = await ScriptedClickHouse.StartAsync();
        var idle = Fast with { IdleCommit = TimeSpan.FromMilliseconds(100) };
        await kafka.PublishInTransactionAsync(TopicNames.Enriched, Codecs.AuditEvent, ProcessorSamples.Events(0, 100));
        await using (Start(kafka, clickhouse, idle))
            // The group stands behind the marker that ends the transaction, so that nothing is missed when all of it is deleted.
            await Until(() => kafka.Ends(TopicNames.Enriched).All(end => kafka.CommittedOffset(ConsumerGroups.SinkEvents, end.TopicPartition) == end.Offset.Value));
        await kafka.DeleteAllAsync(TopicNames.Enriched);
        await using (Start(kafka, clickhouse, idle))
        {
            await kafka.PublishAsync(TopicNames.Enriched, Codecs.AuditEvent, ProcessorSamples.Events(100, 50));
            await Until(() => clickhouse.StoredIds().Count == 150);
        }

        await Until(() => kafka.Committed(ConsumerGroups.SinkEvents, TopicNames.Enriched) == 50);
        Assert.DoesNotContain(Counts(), count => count.Expired > 0);

        await kafka.PublishAsync(TopicNames.Enriched, Codecs.AuditEvent, ProcessorSamples.Events(200, 80));
        await kafka.DeleteAllAsync(TopicNames.Enriched);
        await kafka.PublishAsync(TopicNames.Enriched, Codecs.AuditEvent, ProcessorSamples.Events(300, 20));
        await using (Start(kafka, clickhouse, idle))
            await Until(() => kafka.Committed(ConsumerGroups.SinkEvents, TopicNames.Enriched) == 20);
        await using (Start(kafka, clickhouse, idle))
            await Until(() => kafka.Committed(ConsumerGroups.SinkEvents, TopicNames.Enriched) == 20);

        Assert.Equal(170, clickhouse.StoredIds().Count);
        var lost = Assert.Single(Counts(), count => count.Expired > 0);
        Assert.Equal((SourceHealth.Installation, "sink.events", 80), (lost.Tenant, lost.Source, lost.Expired));

        List<CompletenessCount> Counts() => kafka.ReadAll(TopicNames.Completeness).ConvertAll(record => Codecs.CompletenessCount.Decode(record.Message.Value, new SchemaRegistry()));
    }

    [Fact]
    public async Task Records_that_expire_under_a_sink_that_is_stuck_are_counted_when_it_goes_on()
    {
        await using var kafka = await ProcessorKafka.StartAsync();
        await using var clickhouse = await ScriptedClickHouse.StartAsync();
        var isAway = false;
        clickhouse.Fails = _ => Volatile.Read(ref isAway) ? MemoryLimitExceeded : null;
        await kafka.PublishAsync(TopicNames.Enriched, Codecs.AuditEvent, ProcessorSamples.Events(0, 200));
        await using var sink = Start(kafka, clickhouse, Fast with { MaxRows = 100 });
        await Until(() => kafka.Committed(ConsumerGroups.SinkEvents, TopicNames.Enriched) == 200);
        Volatile.Write(ref isAway, true);
        await kafka.PublishAsync(TopicNames.Enriched, Codecs.AuditEvent, ProcessorSamples.Events(200, 1800));
        await Until(() => sink.Worker is { IsPaused: true, InHand: > 100 });
        await kafka.DeleteAllAsync(TopicNames.Enriched);
        await kafka.PublishAsync(TopicNames.Enriched, Codecs.AuditEvent, ProcessorSamples.Events(2000, 100));

        Volatile.Write(ref isAway, false);
        await Until(() => kafka.Committed(ConsumerGroups.SinkEvents, TopicNames.Enriched) == 100);

        // What was in hand is stored, what was not is counted, and nothing is both or neither.
        var stored = clickhouse.StoredIds();
        Assert.All(Enumerable.Range(2000, 100), number => Assert.True(stored.ContainsKey(ProcessorSamples.IdOf(number))));
        var lost = kafka.ReadAll(TopicNames.Completeness).Sum(record => Codecs.CompletenessCount.Decode(record.Message.Value, new SchemaRegistry()).Expired);
        Assert.Equal(2100, stored.Count + lost);
        Assert.True(lost > 0, "void: nothing had expired");
    }

    private static void AssertStoredOnce(ScriptedClickHouse clickhouse, int count)
    {
        var stored = clickhouse.StoredIds();
        Assert.Equal(Enumerable.Range(0, count).Select(ProcessorSamples.IdOf).Order(), stored.Keys.Order());
        Assert.All(stored, id => Assert.True(id.Value == 1, $"{id.Key} was stored {id.Value} times"));
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

    private static RunningSink Start(ProcessorKafka kafka, ScriptedClickHouse clickhouse, SinkOptions options) => new(kafka, clickhouse, options);

    /// <summary>An events sink with its clients.</summary>
    private sealed class RunningSink : IAsyncDisposable
    {
        private readonly ClickHouseClient _client;
        private static int _names;

        private readonly Meter _meter = new("test");

        public RunningSink(ProcessorKafka kafka, ScriptedClickHouse clickhouse, SinkOptions options)
        {
            _client = new ClickHouseClient(clickhouse.Options);
            var table = new EventsSinkTable(new SchemaRegistry(), new EventRowWriter(TimeSpan.FromDays(365)));
            Worker = new SinkWorker(
                table, options, kafka.Clients, _client, new SchemaRegistry(), $"test/{Interlocked.Increment(ref _names)}", new SinkTelemetry(_meter), TimeProvider.System, NullLogger.Instance);
            Worker.Start();
        }

        public SinkWorker Worker { get; }

        public async ValueTask DisposeAsync()
        {
            await Worker.DisposeAsync();
            _meter.Dispose();
            _client.Dispose();
        }
    }
}
