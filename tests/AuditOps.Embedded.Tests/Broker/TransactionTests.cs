using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Transactions;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Embedded.Tests.Broker;

public sealed class TransactionTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Committed_records_are_seen_and_aborted_ones_are_not()
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await broker.CreateTopicAsync(partitions: 2);
        using (var producer = Transactional(broker, "writer"))
        {
            producer.InitTransactions(s_limit);
            for (var round = 0; round < 6; round++)
            {
                producer.BeginTransaction();
                for (var i = 0; i < 20; i++) producer.Produce(new TopicPartition(topic, i % 2), Record($"{(round % 2 == 0 ? "good" : "bad")}-{round}-{i}"));
                // What is still in the client's queue at an abort would never be sent.
                producer.Flush(s_limit);
                if (round % 2 == 0) producer.CommitTransaction(s_limit);
                else producer.AbortTransaction(s_limit);
            }
        }
        Assert.All(await ReadAsync(broker, topic, 60, IsolationLevel.ReadCommitted), value => Assert.StartsWith("good", value));
        Assert.Equal(120, (await ReadAsync(broker, topic, 120, IsolationLevel.ReadUncommitted)).Count);
    }

    [Fact]
    public async Task An_open_transaction_holds_committed_readers_back_until_its_outcome_even_over_a_restart()
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await broker.CreateTopicAsync();
        using var producer = Transactional(broker, "open");
        producer.InitTransactions(s_limit);
        producer.BeginTransaction();
        await producer.ProduceAsync(topic, Record("held"));
        using (var other = broker.Producer()) await other.ProduceAsync(topic, Record("behind"));
        using var reader = broker.Consumer("held-back", config => config.IsolationLevel = IsolationLevel.ReadCommitted);
        reader.Assign(new TopicPartitionOffset(topic, 0, 0));
        Assert.Null(reader.Consume(TimeSpan.FromMilliseconds(700)));
        await broker.RestartAsync();
        Assert.Null(reader.Consume(TimeSpan.FromMilliseconds(700)));
        producer.CommitTransaction(s_limit);
        Assert.Equal(["held", "behind"], TestBroker.Take(reader, 2).Select(record => record.Message.Value));
        reader.Close();
    }

    [Fact]
    public async Task A_second_producer_of_the_same_id_fences_the_first_and_aborts_what_it_left_open()
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await broker.CreateTopicAsync();
        using var first = Transactional(broker, "shared-id");
        first.InitTransactions(s_limit);
        first.BeginTransaction();
        await first.ProduceAsync(topic, Record("zombie"));
        using var second = Transactional(broker, "shared-id");
        second.InitTransactions(s_limit);
        second.BeginTransaction();
        await second.ProduceAsync(topic, Record("heir"));
        second.CommitTransaction(s_limit);
        var fenced = Assert.ThrowsAny<KafkaException>(() => first.CommitTransaction(s_limit));
        Assert.True(fenced.Error.IsFatal, fenced.Error.ToString());
        Assert.Equal(["heir"], await ReadAsync(broker, topic, 1, IsolationLevel.ReadCommitted));
    }

    [Fact]
    public async Task Offsets_sent_with_a_transaction_count_only_when_it_commits()
    {
        await using var broker = await TestBroker.StartAsync();
        var from = await broker.CreateTopicAsync();
        var into = await broker.CreateTopicAsync();
        using (var feeder = broker.Producer()) await TestBroker.ProduceAsync(feeder, from, 10);
        using var consumer = broker.Consumer("pipe", config => config.IsolationLevel = IsolationLevel.ReadCommitted);
        consumer.Subscribe(from);
        var records = TestBroker.Take(consumer, 10);
        using var producer = Transactional(broker, "pipe");
        producer.InitTransactions(s_limit);
        var partition = new TopicPartition(from, 0);

        Copy(5);
        producer.AbortTransaction(s_limit);
        Assert.Equal(Offset.Unset, consumer.Committed([partition], s_limit)[0].Offset);

        Copy(7);
        producer.CommitTransaction(s_limit);
        Assert.Equal(7, consumer.Committed([partition], s_limit)[0].Offset.Value);
        Assert.Equal(7, (await ReadAsync(broker, into, 7, IsolationLevel.ReadCommitted)).Count);
        consumer.Close();

        void Copy(int count)
        {
            producer.BeginTransaction();
            foreach (var record in records.Take(count)) producer.Produce(into, Record(record.Message.Value));
            producer.SendOffsetsToTransaction([new TopicPartitionOffset(partition, count)], consumer.ConsumerGroupMetadata, s_limit);
        }
    }

    [Fact]
    public async Task A_transaction_that_takes_too_long_is_aborted_and_its_producer_fenced()
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await broker.CreateTopicAsync();
        using var slow = Transactional(broker, "slow", config => config.TransactionTimeoutMs = 1000);
        slow.InitTransactions(s_limit);
        slow.BeginTransaction();
        await slow.ProduceAsync(topic, Record("late"));
        using (var other = broker.Producer()) await other.ProduceAsync(topic, Record("after"));
        // Readable as soon as the broker has given the slow one up.
        Assert.Equal(["after"], await ReadAsync(broker, topic, 1, IsolationLevel.ReadCommitted));
        Assert.ThrowsAny<KafkaException>(() => slow.CommitTransaction(s_limit));
    }

    [Fact]
    public async Task A_transaction_timeout_above_the_limit_is_refused()
    {
        await using var broker = await TestBroker.StartAsync(options => options with { MaxTransactionTimeout = TimeSpan.FromSeconds(5) });
        using var producer = Transactional(broker, "greedy", config => config.TransactionTimeoutMs = 6000);
        Assert.Equal(ErrorCode.InvalidTransactionTimeout, Assert.ThrowsAny<KafkaException>(() => producer.InitTransactions(s_limit)).Error.Code);
    }

    [Fact]
    public async Task A_topic_deleted_in_a_transaction_does_not_keep_the_rest_from_committing()
    {
        await using var broker = await TestBroker.StartAsync();
        var stays = await broker.CreateTopicAsync();
        var goes = await broker.CreateTopicAsync();
        using var producer = Transactional(broker, "deleter");
        producer.InitTransactions(s_limit);
        producer.BeginTransaction();
        await producer.ProduceAsync(stays, Record("kept"));
        await producer.ProduceAsync(goes, Record("gone"));
        using (var admin = broker.Admin()) await admin.DeleteTopicsAsync([goes]);
        producer.CommitTransaction(s_limit);
        Assert.Equal(["kept"], await ReadAsync(broker, stays, 1, IsolationLevel.ReadCommitted));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_outcome_decided_before_a_crash_is_carried_out_at_the_next_start(bool commit)
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await broker.CreateTopicAsync(partitions: 2);
        using var consumer = broker.Consumer("decided");
        using var producer = Transactional(broker, "decided");
        producer.InitTransactions(s_limit);
        producer.BeginTransaction();
        await producer.ProduceAsync(new TopicPartition(topic, 0), Record("first"));
        await producer.ProduceAsync(new TopicPartition(topic, 1), Record("second"));
        producer.SendOffsetsToTransaction([new TopicPartitionOffset(topic, 0, 41)], consumer.ConsumerGroupMetadata, s_limit);
        await broker.RestartAsync(async options =>
        {
            // What a broker leaves that dies right after deciding: the decision on disk, no marker, the offsets still held.
            await using var store = LogStore.Open(options, TimeProvider.System, NullLoggerFactory.Instance);
            using var log = new TransactionLog(store);
            var transaction = log.Load()["decided"];
            Assert.Equal((TransactionState.Ongoing, 2, "decided"), (transaction.State, transaction.Partitions.Count, transaction.Groups.Single()));
            transaction.State = commit ? TransactionState.PrepareCommit : TransactionState.PrepareAbort;
            log.Save(transaction);
            log.Log.Flush();
        });
        using (var after = broker.Producer())
        {
            await after.ProduceAsync(new TopicPartition(topic, 0), Record("third"));
            await after.ProduceAsync(new TopicPartition(topic, 1), Record("fourth"));
        }
        string[] expected = commit ? ["first", "fourth", "second", "third"] : ["fourth", "third"];
        Assert.Equal(expected, (await ReadAsync(broker, topic, expected.Length, IsolationLevel.ReadCommitted)).Order());
        Assert.Equal(commit ? 41 : Offset.Unset.Value, consumer.Committed([new TopicPartition(topic, 0)], s_limit)[0].Offset.Value);
    }

    [Fact]
    public async Task Without_flushes_an_outcome_that_is_carried_out_again_after_a_power_cut_does_not_settle_the_next_transaction()
    {
        await using var broker = await TestBroker.StartAsync(options => options with { FlushPolicy = FlushPolicy.None });
        var topic = await broker.CreateTopicAsync();
        using var producer = Transactional(broker, "cut");
        producer.InitTransactions(s_limit);
        producer.BeginTransaction();
        await producer.ProduceAsync(topic, Record("decided"));
        producer.CommitTransaction(s_limit);
        producer.BeginTransaction();
        await producer.ProduceAsync(topic, Record("undecided"));

        // The data happens to be on disk; of the coordinator's log there is what was forced.
        var log = broker.Server.Broker.Store.OpenInternal("transactions");
        var forced = log.Length - log.UnflushedBytes;
        await broker.RestartAsync(_ =>
        {
            using var file = File.OpenHandle(log.FilePath, FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.SetLength(file, forced);
            return Task.CompletedTask;
        });

        Assert.Equal(["decided"], await ReadAsync(broker, topic, 1, IsolationLevel.ReadCommitted));
        producer.AbortTransaction(s_limit);
        Assert.Equal(["decided"], await ReadAsync(broker, topic, 1, IsolationLevel.ReadCommitted));
    }

    [Theory]
    [InlineData(FlushPolicy.None)]
    [InlineData(FlushPolicy.Interval)]
    public async Task Whatever_the_policy_markers_and_offsets_are_on_disk_before_the_next_transaction_begins(FlushPolicy policy)
    {
        await using var broker = await TestBroker.StartAsync(options => options with { FlushPolicy = policy, FlushInterval = TimeSpan.FromHours(1) });
        var topic = await broker.CreateTopicAsync();
        var store = broker.Server.Broker.Store;
        using var consumer = broker.Consumer("cut");
        using var producer = Transactional(broker, "cut");
        producer.InitTransactions(s_limit);
        Assert.Equal(0, store.OpenInternal("transactions").UnflushedBytes);
        producer.BeginTransaction();
        await producer.ProduceAsync(topic, Record("taken back"));
        producer.SendOffsetsToTransaction([new TopicPartitionOffset(topic, 0, 1)], consumer.ConsumerGroupMetadata, s_limit);
        producer.AbortTransaction(s_limit);

        var log = store.Partition(topic, 0)!;
        Assert.Equal((2, 2), (log.LogEndOffset, log.FlushedOffset));
        Assert.Equal(0, store.OpenInternal("groups").UnflushedBytes);
    }

    private static Message<string, string> Record(string value) => new() { Key = "k", Value = value };

    private static IProducer<string, string> Transactional(TestBroker broker, string id, Action<ProducerConfig>? configure = null) => broker.Producer(config =>
    {
        config.TransactionalId = id;
        config.ReconnectBackoffMaxMs = 200;
        configure?.Invoke(config);
    });

    private static Task<List<string>> ReadAsync(TestBroker broker, string topic, int count, IsolationLevel isolation) => Task.Run(() =>
    {
        using var reader = broker.Consumer($"reader-{Guid.NewGuid()}", config => config.IsolationLevel = isolation);
        reader.Subscribe(topic);
        var values = TestBroker.Take(reader, count).ConvertAll(record => record.Message.Value);
        Assert.Null(reader.Consume(TimeSpan.FromMilliseconds(300)));
        reader.Close();
        return values;
    });
}
