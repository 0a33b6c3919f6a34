using AuditOps.Embedded.Kafka;
using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Transactions;
using AuditOps.Embedded.Kafka.Wire.Messages;
using AuditOps.Embedded.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Embedded.Tests.Broker;

/// <summary>Who is given a transactional id's next epoch, asked of the coordinator itself because no client shows its epochs.</summary>
public sealed class ProducerEpochTests
{
    private const string Id = "epochs";

    [Fact]
    public async Task A_producer_that_names_its_epoch_goes_on_and_one_that_was_overtaken_is_fenced()
    {
        await using var broker = await TestBroker.StartAsync();
        var first = await InitAsync(broker);
        Assert.Equal((KafkaError.None, (short)0), (first.Error, first.ProducerEpoch));
        var second = await InitAsync(broker, first.ProducerId, 0);
        Assert.Equal((first.ProducerId, (short)1), (second.ProducerId, second.ProducerEpoch));
        // The answer was lost, the request comes again: the same answer.
        Assert.Equal(1, (await InitAsync(broker, first.ProducerId, 0)).ProducerEpoch);
        var heir = await InitAsync(broker);
        Assert.Equal((first.ProducerId, (short)2), (heir.ProducerId, heir.ProducerEpoch));
        Assert.Equal(KafkaError.ProducerFenced, (await InitAsync(broker, first.ProducerId, 1)).Error);
        Assert.Equal(KafkaError.ProducerFenced, (await InitAsync(broker, first.ProducerId, 0)).Error);
        Assert.Equal(KafkaError.ProducerFenced, (await InitAsync(broker, first.ProducerId + 1, 2)).Error);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_producer_that_goes_on_aborts_its_open_transaction_and_may_repeat_its_request(bool restart)
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await broker.CreateTopicAsync();
        var producer = await InitAsync(broker);
        await OpenAsync(broker, topic, producer);
        var next = await InitAsync(broker, producer.ProducerId, producer.ProducerEpoch);
        Assert.Equal(KafkaError.None, next.Error);
        Assert.True(next.ProducerEpoch > producer.ProducerEpoch + 1, "the epoch of the abort is nobody's");
        if (restart) await broker.RestartAsync();
        Assert.Equal(next.ProducerEpoch, (await InitAsync(broker, producer.ProducerId, producer.ProducerEpoch)).ProducerEpoch);
        Assert.Equal(KafkaError.ProducerFenced, await EndAsync(broker, producer, commit: true));
        await OpenAsync(broker, topic, next);
        Assert.Equal(KafkaError.None, await EndAsync(broker, next, commit: true));
    }

    [Fact]
    public async Task A_producer_may_come_back_after_its_abort_was_cut_short_by_a_crash()
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await broker.CreateTopicAsync();
        var producer = await InitAsync(broker);
        await OpenAsync(broker, topic, producer);
        await broker.RestartAsync(options => ChangeAsync(options, transaction =>
        {
            // What a broker leaves that dies between fencing and giving the next epoch.
            transaction.State = TransactionState.PrepareAbort;
            (transaction.LastProducerId, transaction.LastEpoch) = (producer.ProducerId, producer.ProducerEpoch);
            transaction.Epoch++;
        }));
        var next = await InitAsync(broker, producer.ProducerId, producer.ProducerEpoch);
        Assert.Equal((KafkaError.None, producer.ProducerId, (short)2), (next.Error, next.ProducerId, next.ProducerEpoch));
    }

    [Theory]
    [InlineData(ProducerEpochs.LastGiven - 1)]
    [InlineData(ProducerEpochs.LastGiven)]
    public async Task When_the_epochs_are_used_up_the_id_gets_another_producer_id(short epoch)
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await broker.CreateTopicAsync();
        var producer = await InitAsync(broker);
        await broker.RestartAsync(options => ChangeAsync(options, transaction => transaction.Epoch = epoch));
        producer.ProducerEpoch = epoch;
        await OpenAsync(broker, topic, producer);
        var next = await InitAsync(broker, producer.ProducerId, epoch);
        Assert.Equal((KafkaError.None, (short)0), (next.Error, next.ProducerEpoch));
        Assert.NotEqual(producer.ProducerId, next.ProducerId);
        var repeated = await InitAsync(broker, producer.ProducerId, epoch);
        Assert.Equal((next.ProducerId, (short)0), (repeated.ProducerId, repeated.ProducerEpoch));
        Assert.Equal(KafkaError.InvalidProducerIdMapping, await EndAsync(broker, producer, commit: true));
        Assert.Equal(KafkaError.InvalidProducerEpoch, Append(broker, topic, producer).Error);
        await OpenAsync(broker, topic, next);
        Assert.Equal(KafkaError.None, await EndAsync(broker, next, commit: true));
        var log = broker.Server.Broker.Store.Partition(topic, 0)!;
        Assert.Equal(log.LogEndOffset, log.LastStableOffset);
    }

    [Fact]
    public async Task An_id_nobody_uses_is_forgotten_while_the_broker_runs_but_not_one_in_a_transaction()
    {
        await using var broker = await TestBroker.StartAsync(options => options with { TransactionalIdExpiration = TimeSpan.FromSeconds(2) });
        var topic = await broker.CreateTopicAsync();
        var busy = await InitAsync(broker, id: "busy");
        await OpenAsync(broker, topic, busy, "busy");
        var idle = await InitAsync(broker);
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (await EndAsync(broker, idle, commit: true) != KafkaError.InvalidProducerIdMapping)
        {
            Assert.True(DateTime.UtcNow < deadline, "the id is still known");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        Assert.Equal(KafkaError.None, await EndAsync(broker, busy, commit: true, "busy"));
        await broker.RestartAsync();
        Assert.Equal(KafkaError.InvalidProducerIdMapping, await EndAsync(broker, idle, commit: true));
    }

    [Fact]
    public async Task A_repeated_outcome_writes_no_second_marker_and_another_outcome_is_refused()
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await broker.CreateTopicAsync(partitions: 2);
        var producer = await InitAsync(broker);
        // The second partition is part of the transaction, but nothing is written to it.
        await OpenAsync(broker, topic, producer, partitions: [0, 1]);
        Assert.Equal(KafkaError.None, await EndAsync(broker, producer, commit: true));
        Assert.Equal(KafkaError.None, await EndAsync(broker, producer, commit: true));
        Assert.Equal(KafkaError.InvalidTxnState, await EndAsync(broker, producer, commit: false));
        await broker.RestartAsync(options => ChangeAsync(options, transaction =>
        {
            // What a broker leaves that dies after the markers and before it says so.
            transaction.State = TransactionState.PrepareCommit;
            transaction.Partitions.Add((broker.Server.Broker.Store.Topic(topic)!.Id, 0));
        }));
        Assert.Equal(2, broker.Server.Broker.Store.Partition(topic, 0)!.LogEndOffset);
        Assert.Equal(KafkaError.None, await EndAsync(broker, producer, commit: true));
    }

    private static Task<InitProducerIdResponse> InitAsync(TestBroker broker, long producerId = -1, short epoch = -1, string id = Id) =>
        broker.Server.Broker.Transactions.InitAsync(new InitProducerIdRequest { TransactionalId = id, TransactionTimeoutMs = 60_000, ProducerId = producerId, ProducerEpoch = epoch });

    private static Task<KafkaError> EndAsync(TestBroker broker, InitProducerIdResponse producer, bool commit, string id = Id) =>
        broker.Server.Broker.Transactions.EndAsync(new EndTxnRequest { TransactionalId = id, ProducerId = producer.ProducerId, ProducerEpoch = producer.ProducerEpoch, Committed = commit });

    /// <summary>Begins a transaction and writes one record into partition 0.</summary>
    private static async Task OpenAsync(TestBroker broker, string topic, InitProducerIdResponse producer, string id = Id, List<int>? partitions = null)
    {
        var added = await broker.Server.Broker.Transactions.AddPartitionsAsync(new AddPartitionsToTxnRequest
        {
            TransactionalId = id, ProducerId = producer.ProducerId, ProducerEpoch = producer.ProducerEpoch, Topics = [new() { Name = topic, Partitions = partitions ?? [0] }],
        });
        Assert.All(added.Topics.Single().Partitions, partition => Assert.Equal(KafkaError.None, partition.Error));
        Assert.Equal(KafkaError.None, Append(broker, topic, producer).Error);
    }

    private static AppendResult Append(TestBroker broker, string topic, InitProducerIdResponse producer) =>
        broker.Server.Broker.Store.Partition(topic, 0)!.Append(BatchBuilder.Build([new TestRecord("k", "v")], Codec.None, producer.ProducerId, producer.ProducerEpoch, 0, Batch.TransactionalBit));

    private static async Task ChangeAsync(LogStoreOptions options, Action<Transaction> change)
    {
        await using var store = LogStore.Open(options, TimeProvider.System, NullLoggerFactory.Instance);
        using var log = new TransactionLog(store);
        var transaction = log.Load()[Id];
        change(transaction);
        log.Save(transaction);
        log.Log.Flush();
    }
}
