using System.Collections.Concurrent;
using AuditOps.Streams.Tests.State;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Streams.Tests;

/// <summary>Stores, transactions and restores against the real client and the embedded broker.</summary>
public sealed class StatefulTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("auditops-state-").FullName;
    private TestKafka _kafka = null!;

    public async ValueTask InitializeAsync() => _kafka = await TestKafka.StartAsync("in", "out", "dead", CountWords.Changelog);

    public async ValueTask DisposeAsync()
    {
        await _kafka.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(31, false)]
    [InlineData(32, true)]
    public async Task Aborts_and_restarts_change_nothing_in_outputs_and_state(int seed, bool withSnapshots)
    {
        var random = new Random(seed);
        var published = new List<string>();
        var faults = new SeededFaults(seed, _kafka);
        for (var run = 0; run < 3; run++)
        {
            var words = Enumerable.Range(0, 500).Select(_ => "w" + random.Next(40)).ToList();
            await _kafka.PublishAsync("in", words);
            published.AddRange(words);
            await using var app = Start(CountWords.Build(faults.AfterWrite), withSnapshots ? _folder : null);
            Assert.Equal(Expected(published), Values(_kafka.Read("out", all => all.Count >= published.Count, seconds: 40)));
        }

        Assert.Equal(Expected(published), Values(_kafka.ReadToEnd("out")));
        Assert.Equal(Counts(published), Replay());
        Assert.Empty(_kafka.ReadToEnd("dead"));
        Assert.True(faults.Thrown >= 5, $"seed {seed}: only {faults.Thrown} faults happened");
        Assert.True(faults.Wrong.IsEmpty, $"seed {seed}: after an abort {string.Join("; ", faults.Wrong)}");
        Assert.Equal(withSnapshots, Directory.Exists(Path.Combine(_folder, CountWords.Topology)));
    }

    [Fact]
    public async Task Nothing_is_processed_while_a_transaction_at_the_end_of_the_changelog_is_open()
    {
        using var other = Transactional();
        other.BeginTransaction();
        var at = (await other.ProduceAsync(new TopicPartition(CountWords.Changelog, _kafka.PartitionOf("late")), new Message<string, byte[]> { Key = "late", Value = Number(41) })).TopicPartition;
        await _kafka.PublishAsync("in", ["late"]);
        await using var app = Start(CountWords.Build());
        await Until(() => app.Workers[0].Restoring == 1 && app.Workers[0].Tasks == 4);
        // Three tasks run; the fourth must still wait after they have worked for some rounds.
        await _kafka.PublishAsync("in", Enumerable.Range(0, 200).Select(n => "n" + n).Where(word => _kafka.PartitionOf(word) != at.Partition.Value));
        _kafka.Read("out", all => all.Count >= 50);
        Assert.Equal(1, app.Workers[0].Restoring);
        Assert.DoesNotContain("late=1", Values(_kafka.ReadToEnd("out")));

        other.CommitTransaction();

        Assert.Contains("late=42", Values(_kafka.Read("out", all => Values(all).Any(text => text.StartsWith("late", StringComparison.Ordinal)))));
    }

    [Fact]
    public async Task A_restore_ends_where_an_aborted_transaction_is_the_last_thing_in_the_changelog()
    {
        await RunOnceAsync(["a", "a"], folder: null);
        using (var other = Transactional())
        {
            for (var partition = 0; partition < 4; partition++)
            {
                other.BeginTransaction();
                await other.ProduceAsync(new TopicPartition(CountWords.Changelog, partition), new Message<string, byte[]> { Key = "a", Value = Number(1000) });
                other.AbortTransaction();
            }
        }

        await RunOnceAsync(["a"], folder: null);

        Assert.Equal(["a=1", "a=2", "a=3"], Values(_kafka.ReadToEnd("out")));
    }

    [Fact]
    public async Task A_snapshot_older_than_the_changelog_is_discarded_whole()
    {
        var neighbour = Enumerable.Range(0, 100).Select(n => "b" + n).First(word => _kafka.PartitionOf(word) == _kafka.PartitionOf("a"));
        await RunOnceAsync(["a", "a", "a"], _folder);
        using (var plain = new ProducerBuilder<string, byte[]>(new ProducerConfig { BootstrapServers = _kafka.Address }).Build())
        {
            for (var value = 5; value <= 7; value++)
                await plain.ProduceAsync(new TopicPartition(CountWords.Changelog, _kafka.PartitionOf("a")), new Message<string, byte[]> { Key = neighbour, Value = Number(value) });
        }

        await _kafka.DeleteRecordsAsync(CountWords.Changelog, keepLast: 1);

        await RunOnceAsync(["a", neighbour], _folder);

        // The log has forgotten a: what the snapshot says of it may have been deleted since.
        Assert.Equal(["a=1", "a=1", "a=2", "a=3", $"{neighbour}=8"], Values(_kafka.ReadToEnd("out")));
    }

    [Fact]
    public async Task A_damaged_snapshot_is_passed_over_and_the_changelog_has_everything()
    {
        await RunOnceAsync(["a", "a", "a"], _folder);
        var files = Directory.GetFiles(Path.Combine(_folder, CountWords.Topology));
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            bytes[bytes.Length / 2] ^= 1;
            await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
        }

        await RunOnceAsync(["a"], _folder);

        Assert.Equal(["a=1", "a=2", "a=3", "a=4"], Values(_kafka.ReadToEnd("out")));
    }

    [Fact]
    public async Task A_poison_record_is_buried_once_though_the_batch_is_aborted_after_it()
    {
        await _kafka.PublishAsync("in", ["a", "bad", "a"]);
        var thrown = 0;
        await using var app = Start(CountWords.Build((_, word) =>
        {
            if (word == "after" && Interlocked.Increment(ref thrown) < 3)
                throw new InvalidOperationException("seeded fault");
        }));
        _kafka.Read("dead", all => all.Count >= 1);
        await _kafka.PublishAsync("in", ["bad", "after", "a"]);

        Assert.Equal(["a=1", "a=2", "a=3", "after=1"], Values(_kafka.Read("out", all => all.Count >= 4)));
        _kafka.Read("dead", all => all.Count >= 2);
        await Until(() => app.Lag == 0);
        Assert.Equal(2, _kafka.ReadToEnd("dead").Count);
        Assert.Equal(2, thrown - 1);
    }

    private async Task RunOnceAsync(IReadOnlyList<string> words, string? folder)
    {
        var before = _kafka.ReadToEnd("out").Count;
        await _kafka.PublishAsync("in", words);
        await using var app = Start(CountWords.Build(), folder);
        Assert.Equal(before + words.Count, _kafka.Read("out", all => all.Count >= before + words.Count).Count);
    }

    private StreamsApp Start(Topology topology, string? folder = null)
    {
        var options = TestKafka.Options("g") with { StateDirectory = folder, CommitInterval = TimeSpan.FromMilliseconds(50), MaxAttempts = 20, MaxPollRecords = 50, SnapshotInterval = TimeSpan.Zero };
        var app = new StreamsApp(topology, options, _kafka.Clients, TimeProvider.System, NullLogger.Instance);
        app.Start();
        return app;
    }

    private IProducer<string, byte[]> Transactional()
    {
        var producer = new ProducerBuilder<string, byte[]>(new ProducerConfig { BootstrapServers = _kafka.Address, TransactionalId = "other" }).Build();
        producer.InitTransactions(TimeSpan.FromSeconds(60));
        return producer;
    }

    /// <summary>The changelog read into a dictionary, without the runtime.</summary>
    private SortedDictionary<string, long> Replay()
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var record in _kafka.ReadBytesToEnd(CountWords.Changelog))
            counts[record.Message.Key] = new Int64Serde().Deserialize(record.Message.Value);
        return counts;
    }

    private static SortedDictionary<string, long> Counts(List<string> words) => new(words.CountBy(word => word).ToDictionary(pair => pair.Key, pair => (long)pair.Value), StringComparer.Ordinal);

    private static List<string> Expected(List<string> words) =>
        [.. words.CountBy(word => word).SelectMany(pair => Enumerable.Range(1, pair.Value).Select(n => $"{pair.Key}={n}")).Order(StringComparer.Ordinal)];

    private static List<string> Values(IEnumerable<ConsumeResult<string, string>> records) => [.. records.Select(record => record.Message.Value).Order(StringComparer.Ordinal)];

    private static byte[] Number(long value)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        new Int64Serde().Serialize(value, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    private static async Task Until(Func<bool> condition)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < deadline, "the awaited condition did not come");
            await Task.Delay(20);
        }
    }

    /// <summary>Throws after the store was written, and checks where processing goes on after that. Called by one worker.</summary>
    private sealed class SeededFaults(int seed, TestKafka kafka)
    {
        private readonly Random _random = new(seed);
        private readonly Dictionary<int, long> _next = [];

        public int Thrown { get; private set; }

        public ConcurrentQueue<string> Wrong { get; } = [];

        public void AfterWrite(RecordMetadata record, string word)
        {
            if (_next.TryGetValue(record.Partition, out var next) && next != record.Offset)
            {
                var committed = kafka.Committed("g", new TopicPartition("in", record.Partition));
                if (record.Offset != committed)
                    Wrong.Enqueue($"partition {record.Partition} goes on at {record.Offset}, committed is {committed}");
            }

            _next[record.Partition] = record.Offset + 1;
            if (Thrown < 30 && _random.Next(60) == 0)
            {
                Thrown++;
                throw new InvalidOperationException("seeded fault");
            }
        }
    }
}
