using System.Collections.Concurrent;
using System.Globalization;
using AuditOps.Embedded.Kafka;
using AuditOps.Embedded.Kafka.Backup;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Embedded.Tests.Backup;

/// <summary>Cuts of a broker under load, opened as a broker of their own.</summary>
public sealed class CutTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_cut_under_load_has_every_acknowledged_record_whole_transactions_and_offsets_that_fit_them()
    {
        var folder = Directory.CreateTempSubdirectory("auditops-cut-").FullName;
        try
        {
            await using var broker = await StartAsync(Path.Combine(folder, "live"));
            using (var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.BootstrapServers }).Build())
            {
                await admin.CreateTopicsAsync([new TopicSpecification { Name = "plain", NumPartitions = 2 }, new TopicSpecification { Name = "whole", NumPartitions = 3 }]);
            }

            using var stop = new CancellationTokenSource();
            var acknowledged = new ConcurrentQueue<string>();
            var plain = Task.Run(() => ProducePlainAsync(broker.BootstrapServers, acknowledged, stop.Token), TestContext.Current.CancellationToken);
            var whole = Task.Run(() => ProduceWhole(broker.BootstrapServers, stop.Token), TestContext.Current.CancellationToken);
            var seen = 0L;
            for (var i = 0; i < 4; i++)
            {
                await Until(() => acknowledged.Count > (i + 1) * 200, "records are acknowledged");
                var before = acknowledged.ToArray();
                var copy = Path.Combine(folder, $"copy-{i}");
                await CutAsync(Path.Combine(folder, "live"), $"cut-{i}", copy);
                var transactions = await CheckAsync(copy, before);
                Assert.True(transactions >= seen, "a later cut has fewer transactions");
                seen = transactions;
            }

            Assert.True(seen > 10, $"only {seen} transactions were in the last cut");
            await stop.CancelAsync();
            await plain;
            await whole;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_cut_that_nobody_releases_ends_by_itself_and_the_broker_goes_on()
    {
        var folder = Directory.CreateTempSubdirectory("auditops-cut-").FullName;
        try
        {
            await using var broker = await StartAsync(folder);
            using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.BootstrapServers }).Build();
            await admin.CreateTopicsAsync([new TopicSpecification { Name = "plain", NumPartitions = 1 }]);
            Ask(folder, "left");
            var cut = Path.Combine(CutFolder.Root(folder), "left");
            await Until(() => File.Exists(Path.Combine(cut, CutFolder.Held)), "the cut is held");

            using var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = broker.BootstrapServers }).Build();
            var sent = producer.ProduceAsync("plain", new Message<string, string> { Key = "k", Value = "v" }, TestContext.Current.CancellationToken);
            Assert.False(File.Exists(Path.Combine(cut, CutFolder.Expired)));
            await sent;

            Assert.True(File.Exists(Path.Combine(cut, CutFolder.Expired)), "the record was taken while the cut was held");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task<BrokerServer> StartAsync(string folder) =>
        BrokerServer.StartAsync(new BrokerOptions { DataDirectory = folder, Port = 0, SegmentBytes = 64 * 1024 }, TimeProvider.System, NullLoggerFactory.Instance);

    private static void Ask(string folder, string name)
    {
        Directory.CreateDirectory(CutFolder.Root(folder));
        File.WriteAllText(CutFolder.Request(folder) + ".tmp", name);
        File.Move(CutFolder.Request(folder) + ".tmp", CutFolder.Request(folder));
    }

    private static async Task CutAsync(string live, string name, string copy)
    {
        Ask(live, name);
        var cut = Path.Combine(CutFolder.Root(live), name);
        IReadOnlyList<CutFile>? files = null;
        await Until(() => (files = CutFolder.Read(cut)) is not null, "the cut is held");
        await File.WriteAllTextAsync(Path.Combine(cut, CutFolder.Release), "");
        await Until(() => File.Exists(Path.Combine(cut, CutFolder.Released)), "the cut is released");
        foreach (var file in files!)
        {
            var target = Path.Combine(copy, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Path.Combine(cut, "files", file.Path), target);
            using var handle = File.OpenHandle(target, FileMode.Open, FileAccess.ReadWrite);
            Assert.True(RandomAccess.GetLength(handle) >= file.Length, file.Path);
            RandomAccess.SetLength(handle, file.Length);
        }
    }

    /// <returns>Transactions that are visible.</returns>
    private static async Task<long> CheckAsync(string copy, string[] acknowledged)
    {
        await using var broker = await StartAsync(copy);
        var plain = Read(broker.BootstrapServers, "plain", 2);
        Assert.Empty(acknowledged.Except(plain, StringComparer.Ordinal));
        // Takes the transactional id over: what the cut holds of an open transaction is ended, so that readers come to the end.
        using (var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = broker.BootstrapServers, TransactionalId = "whole" }).Build()) producer.InitTransactions(Deadline);
        var whole = Read(broker.BootstrapServers, "whole", 3);
        var transactions = whole.GroupBy(value => value, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        Assert.All(transactions, pair => Assert.True(pair.Value == 6, $"transaction {pair.Key} has {pair.Value} of 6 records"));
        using var group = new ConsumerBuilder<string, string>(new ConsumerConfig { BootstrapServers = broker.BootstrapServers, GroupId = "whole" }).Build();
        var offset = group.Committed([new TopicPartition("plain", 0)], Deadline)[0].Offset;
        Assert.Equal(transactions.Count, offset == Offset.Unset ? 0 : offset.Value);
        return transactions.Count;
    }

    private static async Task ProducePlainAsync(string servers, ConcurrentQueue<string> acknowledged, CancellationToken stop)
    {
        using var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = servers, Acks = Acks.All, EnableIdempotence = true, LingerMs = 1 }).Build();
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var value = i.ToString(CultureInfo.InvariantCulture);
            await producer.ProduceAsync("plain", new Message<string, string> { Key = value, Value = value }, CancellationToken.None);
            acknowledged.Enqueue(value);
        }
    }

    /// <summary>Transaction n: two records of value n to each of three partitions, and n as the group's offset.</summary>
    private static void ProduceWhole(string servers, CancellationToken stop)
    {
        using var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = servers, TransactionalId = "whole" }).Build();
        using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig { BootstrapServers = servers, GroupId = "whole" }).Build();
        producer.InitTransactions(Deadline);
        for (var n = 1; !stop.IsCancellationRequested; n++)
        {
            producer.BeginTransaction();
            for (var i = 0; i < 6; i++) producer.Produce(new TopicPartition("whole", i % 3), new Message<string, string> { Key = "k", Value = n.ToString(CultureInfo.InvariantCulture) });
            producer.SendOffsetsToTransaction([new TopicPartitionOffset("plain", 0, n)], consumer.ConsumerGroupMetadata, Deadline);
            producer.CommitTransaction(Deadline);
        }
    }

    private static List<string> Read(string servers, string topic, int partitions)
    {
        using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig { BootstrapServers = servers, GroupId = "reader", EnablePartitionEof = true, EnableAutoCommit = false, IsolationLevel = IsolationLevel.ReadCommitted }).Build();
        var ends = Enumerable.Range(0, partitions).ToDictionary(index => index, index => consumer.QueryWatermarkOffsets(new TopicPartition(topic, index), Deadline).High.Value);
        consumer.Assign(ends.Keys.Select(index => new TopicPartitionOffset(topic, index, Offset.Beginning)));
        var values = new List<string>();
        var until = DateTime.UtcNow + Deadline;
        while (ends.Count > 0)
        {
            Assert.True(DateTime.UtcNow < until, $"{topic} could not be read to its end");
            if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is not { } record) continue;
            if (!record.IsPartitionEOF) values.Add(record.Message.Value);
            else if (record.Offset.Value >= ends[record.Partition.Value]) ends.Remove(record.Partition.Value);
        }

        return values;
    }

    private static async Task Until(Func<bool> holds, string what)
    {
        var until = DateTime.UtcNow + Deadline;
        while (!holds())
        {
            Assert.True(DateTime.UtcNow < until, $"{what} did not hold in time");
            await Task.Delay(5);
        }
    }
}
