using System.Diagnostics;
using System.Globalization;
using AuditOps.Embedded.Kafka.Checking;
using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Transactions;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Embedded.Tests.Broker;

/// <summary>
/// A broker is killed with SIGKILL at random moments under transactional clients. A committed reader must see each transaction in all partitions or in none,
/// each once, every acknowledged one and no aborted one, and the group's offset must be that of the last one seen.
/// </summary>
public sealed class TransactionKillTests
{
    private const int Partitions = 3;
    private const int Workers = 2;
    private const string Topic = "killed";

    private static readonly TimeSpan s_transactionTimeout = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Transactions_are_whole_or_absent_whenever_the_broker_is_killed()
    {
        var isLong = Environment.GetEnvironmentVariable("AUDITOPS_TEST_LONG") == "1";
        var wanted = isLong ? 100 : 12;
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var directory = Path.Combine(Path.GetTempPath(), "auditops-txn-kill-" + Guid.NewGuid().ToString("n"));
        var broker = await ChildBroker.StartAsync(directory, 0);
        var bootstrap = $"127.0.0.1:{broker.Port}";
        await CreateTopicAsync(bootstrap);
        var workers = Enumerable.Range(0, Workers).Select(i => new TransactionWorker(bootstrap, Topic, Partitions, $"worker-{i}", seed + i, s_transactionTimeout)).ToList();
        var running = workers.ConvertAll(worker => Task.Factory.StartNew(worker.Run, TaskCreationOptions.LongRunning));
        using var reader = new CommittedView(bootstrap, Topic, Partitions);
        var kills = new Dictionary<TransactionPhase, int>();
        var states = new Dictionary<TransactionState, int>();
        int valid = 0, voided = 0;
        var longestStall = TimeSpan.Zero;
        try
        {
            while (valid < wanted && voided < wanted)
            {
                // A round counts when every worker has committed since the last kill and the next one finds a transaction under way.
                var before = workers.ConvertAll(worker => worker.CommittedCount);
                var since = Stopwatch.StartNew();
                var moved = await UntilAsync(() => workers.Index().All(at => at.Item.CommittedCount > before[at.Index]), TimeSpan.FromSeconds(30), reader.Poll);
                Assert.True(moved, $"seed {seed}: no commits for 30 s after kill {valid + voided}");
                var pause = TimeSpan.FromMilliseconds(random.Next(0, 120));
                await UntilAsync(() => false, pause, reader.Poll);
                var phases = workers.ConvertAll(worker => worker.Phase);
                await broker.KillAsync();
                var left = await StatesAsync(directory);
                if (left.TrueForAll(state => state is not (TransactionState.Ongoing or TransactionState.PrepareCommit or TransactionState.PrepareAbort)))
                {
                    voided++;
                }
                else
                {
                    valid++;
                    foreach (var phase in phases) kills[phase] = kills.GetValueOrDefault(phase) + 1;
                    foreach (var state in left) states[state] = states.GetValueOrDefault(state) + 1;
                }
                var restart = Stopwatch.StartNew();
                broker.Dispose();
                broker = await ChildBroker.StartAsync(directory, broker.Port);
                var back = restart.Elapsed;
                var seen = reader.Count;
                Assert.True(await UntilAsync(() => reader.Count > seen, back + s_transactionTimeout + TimeSpan.FromSeconds(5), reader.Poll), $"seed {seed}: the committed reader stands still");
                if (restart.Elapsed - back > longestStall) longestStall = restart.Elapsed - back;
                Assert.True(longestStall < s_transactionTimeout + TimeSpan.FromSeconds(2), $"seed {seed}: the committed reader stood for {longestStall}");
            }
            foreach (var worker in workers) worker.Stop();
            await Task.WhenAll(running).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            // What the last producers left open is aborted when its time is up.
            Assert.True(await UntilAsync(reader.AtEnd, s_transactionTimeout * 2 + TimeSpan.FromSeconds(10), reader.Poll), $"seed {seed}: the committed reader does not reach the end");
            foreach (var worker in workers) Verify(reader, worker, bootstrap, seed);
            TestContext.Current.SendDiagnosticMessage(
                $"{valid} kills ({voided} void); workers then: {string.Join(", ", kills.Select(pair => $"{pair.Key} {pair.Value}"))}; "
                + $"transactions on disk then: {string.Join(", ", states.Select(pair => $"{pair.Key} {pair.Value}"))}; "
                + $"{workers.Sum(worker => worker.Committed.Count)} commits acknowledged, {workers.Sum(worker => worker.Aborted.Count)} aborts; longest stall of the reader {longestStall.TotalMilliseconds:0} ms");
            Assert.Equal(wanted, valid);
            await broker.KillAsync();
            var report = BrokerFolder.Check(directory, null, TestContext.Current.CancellationToken);
            Assert.True(report.FaultCount == 0, $"seed {seed}: {string.Join("; ", report.Faults.Take(5))}");
        }
        finally
        {
            foreach (var worker in workers) worker.Stop();
            broker.Dispose();
        }
        Directory.Delete(directory, recursive: true);
        File.Delete(ChildBroker.ReadyFile(directory));
    }

    private static void Verify(CommittedView view, TransactionWorker worker, string bootstrap, int seed)
    {
        var numbers = view.Of(worker.Id, 0);
        Assert.True(numbers.SequenceEqual(numbers.Distinct()), $"seed {seed}: {worker.Id} has a transaction twice");
        for (var partition = 1; partition < Partitions; partition++)
            Assert.True(numbers.SequenceEqual(view.Of(worker.Id, partition)), $"seed {seed}: {worker.Id} has a transaction in partition 0 or {partition} only");
        Assert.True(worker.Committed.IsSubsetOf(numbers), $"seed {seed}: {worker.Id} lost {string.Join(", ", worker.Committed.Except(numbers).Take(5))}");
        Assert.False(worker.Aborted.Overlaps(numbers), $"seed {seed}: {worker.Id} has aborted transactions");
        using var group = new ConsumerBuilder<string, string>(new ConsumerConfig { BootstrapServers = bootstrap, GroupId = worker.Id }).Build();
        var offset = group.Committed([new TopicPartition(Topic, 0)], TimeSpan.FromSeconds(20))[0].Offset.Value;
        Assert.True(numbers[^1] == offset, $"seed {seed}: {worker.Id} ends with transaction {numbers[^1]}, its group's offset is {offset}");
    }

    /// <summary>The state each transaction has on disk, read from a copy so that nothing of what the dead broker left is touched.</summary>
    private static async Task<List<TransactionState>> StatesAsync(string directory)
    {
        var copy = directory + ".copy";
        Directory.CreateDirectory(Path.Combine(copy, "internal"));
        File.Copy(Path.Combine(directory, "internal", "transactions.log"), Path.Combine(copy, "internal", "transactions.log"));
        List<TransactionState> states;
        await using (var store = LogStore.Open(new LogStoreOptions { Directory = copy, MinFreeDiskBytes = 0 }, TimeProvider.System, NullLoggerFactory.Instance))
        {
            using var log = new TransactionLog(store);
            states = [.. log.Load().Values.Select(transaction => transaction.State)];
        }
        Directory.Delete(copy, recursive: true);
        return states;
    }

    private static async Task CreateTopicAsync(string bootstrap)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap }).Build();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = Topic, NumPartitions = Partitions, ReplicationFactor = 1 }]);
    }

    private static async Task<bool> UntilAsync(Func<bool> condition, TimeSpan limit, Action step)
    {
        var started = Stopwatch.StartNew();
        while (!condition())
        {
            if (started.Elapsed >= limit) return condition();
            await Task.Run(step, TestContext.Current.CancellationToken);
        }
        return true;
    }

    /// <summary>All that a read_committed consumer sees, from the start, through all restarts.</summary>
    private sealed class CommittedView : IDisposable
    {
        private readonly IConsumer<string, string> _consumer;
        private readonly Dictionary<(string Worker, int Partition), List<long>> _numbers = [];
        private readonly List<TopicPartition> _partitions;
        private readonly string _bootstrap;

        public CommittedView(string bootstrap, string topic, int partitions)
        {
            _bootstrap = bootstrap;
            _partitions = [.. Enumerable.Range(0, partitions).Select(i => new TopicPartition(topic, i))];
            _consumer = new ConsumerBuilder<string, string>(new ConsumerConfig
            {
                BootstrapServers = bootstrap,
                GroupId = "view",
                IsolationLevel = IsolationLevel.ReadCommitted,
                AutoOffsetReset = AutoOffsetReset.Error,
                EnableAutoCommit = false,
                ReconnectBackoffMs = 20,
                ReconnectBackoffMaxMs = 100,
                FetchWaitMaxMs = 100,
            }).SetLogHandler(static (_, _) => { }).SetErrorHandler(static (_, _) => { }).Build();
            _consumer.Assign(_partitions.Select(partition => new TopicPartitionOffset(partition, 0)));
        }

        public long Count { get; private set; }

        public void Poll()
        {
            for (var wait = 10; _consumer.Consume(TimeSpan.FromMilliseconds(wait)) is { } record; wait = 0)
            {
                if (!_numbers.TryGetValue((record.Message.Key, record.Partition.Value), out var list)) _numbers[(record.Message.Key, record.Partition.Value)] = list = [];
                list.Add(long.Parse(record.Message.Value, CultureInfo.InvariantCulture));
                Count++;
            }
        }

        /// <summary>Whether everything written has been read: nothing is open any more.</summary>
        public bool AtEnd()
        {
            Poll();
            using var plain = new ConsumerBuilder<string, string>(new ConsumerConfig { BootstrapServers = _bootstrap, GroupId = "ends" }).Build();
            return _partitions.TrueForAll(partition => _consumer.Position(partition).Value >= plain.QueryWatermarkOffsets(partition, TimeSpan.FromSeconds(10)).High.Value);
        }

        public List<long> Of(string worker, int partition) => _numbers.GetValueOrDefault((worker, partition)) ?? [];

        public void Dispose() => _consumer.Dispose();
    }
}
