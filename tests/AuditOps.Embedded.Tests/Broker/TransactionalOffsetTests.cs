using AuditOps.Embedded.Kafka;
using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Wire.Messages;
using Xunit;

namespace AuditOps.Embedded.Tests.Broker;

/// <summary>Offsets inside transactions, asked of the coordinator itself: who may commit them, who sees them when.</summary>
public sealed class TransactionalOffsetTests
{
    private const string Id = "offsets";
    private const string Group = "g";

    [Fact]
    public async Task Offsets_of_an_open_transaction_are_hidden_and_unstable_until_it_ends()
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await broker.CreateTopicAsync(partitions: 2);
        var producer = await BeginAsync(broker);
        Assert.Equal(KafkaError.None, await CommitAsync(broker, producer, topic, 5));
        Assert.Equal((KafkaError.UnstableOffsetCommit, -1), Fetch(broker, topic, stable: true));
        Assert.Equal((KafkaError.None, -1), Fetch(broker, topic, stable: false));
        Assert.Equal((KafkaError.None, -1), Fetch(broker, topic, stable: true, partition: 1));
        await broker.RestartAsync();
        Assert.Equal((KafkaError.UnstableOffsetCommit, -1), Fetch(broker, topic, stable: true));
        Assert.Equal(KafkaError.None, await EndAsync(broker, producer, commit: true));
        Assert.Equal((KafkaError.None, 5), Fetch(broker, topic, stable: true));

        await AddAsync(broker, producer);
        Assert.Equal(KafkaError.None, await CommitAsync(broker, producer, topic, 9));
        Assert.Equal((KafkaError.None, 5), Fetch(broker, topic, stable: false));
        Assert.Equal(KafkaError.None, await EndAsync(broker, producer, commit: false));
        Assert.Equal((KafkaError.None, 5), Fetch(broker, topic, stable: true));
        await broker.RestartAsync();
        Assert.Equal((KafkaError.None, 5), Fetch(broker, topic, stable: true));
    }

    [Fact]
    public async Task Offsets_of_another_generation_member_or_instance_are_refused()
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await broker.CreateTopicAsync();
        var member = await JoinAsync(broker, "instance-1");
        var producer = await BeginAsync(broker);
        Assert.Equal(KafkaError.IllegalGeneration, await CommitAsync(broker, producer, topic, 1, member.GenerationId - 1, member.MemberId, "instance-1"));
        Assert.Equal(KafkaError.UnknownMemberId, await CommitAsync(broker, producer, topic, 1, member.GenerationId, "nobody"));
        Assert.Equal(KafkaError.UnknownMemberId, await CommitAsync(broker, producer, topic, 1, member.GenerationId, member.MemberId, "instance-2"));
        Assert.Equal(KafkaError.FencedInstanceId, await CommitAsync(broker, producer, topic, 1, member.GenerationId, "its-former-self", "instance-1"));
        Assert.Equal(KafkaError.None, await CommitAsync(broker, producer, topic, 1, member.GenerationId, member.MemberId, "instance-1"));
        // The instance comes back as another process: what the first one still tries is refused.
        var heir = await JoinAsync(broker, "instance-1");
        Assert.NotEqual(member.MemberId, heir.MemberId);
        Assert.Equal(KafkaError.FencedInstanceId, await CommitAsync(broker, producer, topic, 2, member.GenerationId, member.MemberId, "instance-1"));
        Assert.Equal(KafkaError.None, await EndAsync(broker, producer, commit: true));
        Assert.Equal((KafkaError.None, 1), Fetch(broker, topic, stable: true));
    }

    [Fact]
    public async Task Offsets_are_refused_from_a_fenced_producer_and_outside_a_transaction()
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await broker.CreateTopicAsync();
        var producer = await InitAsync(broker);
        Assert.Equal(KafkaError.InvalidTxnState, await CommitAsync(broker, producer, topic, 1));
        await AddAsync(broker, producer);
        var heir = await InitAsync(broker);
        Assert.Equal(KafkaError.InvalidProducerEpoch, await CommitAsync(broker, producer, topic, 1));
        Assert.Equal(KafkaError.InvalidTxnState, await CommitAsync(broker, heir, topic, 1));
        Assert.Equal((KafkaError.None, -1), Fetch(broker, topic, stable: true));
    }

    [Fact]
    public async Task Offsets_of_a_topic_deleted_during_the_transaction_do_not_come_to_life_under_its_name()
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await broker.CreateTopicAsync();
        var producer = await BeginAsync(broker);
        Assert.Equal(KafkaError.None, await CommitAsync(broker, producer, topic, 40));
        Assert.Equal(KafkaError.None, broker.Server.Broker.Store.DeleteTopic(topic));
        Assert.Equal(KafkaError.None, broker.Server.Broker.Store.CreateTopic(topic, 1, new Dictionary<string, string>(), false, out _, out _));
        Assert.Equal(KafkaError.None, await EndAsync(broker, producer, commit: true));
        Assert.Equal((KafkaError.None, -1), Fetch(broker, topic, stable: true));
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_is_an_error_in_the_answer()
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await broker.CreateTopicAsync();
        var producer = await BeginAsync(broker);
        Assert.Equal(KafkaError.None, await CommitAsync(broker, producer, topic, 3));
        Assert.Equal(KafkaError.None, await EndAsync(broker, producer, commit: true));
        await AddAsync(broker, producer);
        broker.Server.Broker.Store.OpenInternal("groups").Abandon();
        var offsets = broker.Server.Broker.Groups.Offsets;
        var deleted = await offsets.DeleteAsync(new OffsetDeleteRequest { GroupId = Group, Topics = [new OffsetDeleteTopic { Name = topic, Partitions = [0] }] });
        Assert.Equal(KafkaError.KafkaStorageError, deleted.Error);
        var gone = await offsets.DeleteGroupsAsync(new DeleteGroupsRequest { Groups = [Group, "unknown"] });
        Assert.Equal([KafkaError.KafkaStorageError, KafkaError.GroupIdNotFound], gone.Results.Select(result => result.Error));
        Assert.Equal(KafkaError.KafkaStorageError, await CommitAsync(broker, producer, topic, 4));
        Assert.Equal((KafkaError.None, 3), Fetch(broker, topic, stable: false));
        // Also where the coordinator's own log refuses: nothing counts as begun that a crash would forget.
        broker.Server.Broker.Store.OpenInternal("transactions").Abandon();
        Assert.Equal(KafkaError.KafkaStorageError, await EndAsync(broker, producer, commit: true));
        Assert.Equal(KafkaError.KafkaStorageError, (await InitAsync(broker, "another")).Error);
    }

    private static Task<InitProducerIdResponse> InitAsync(TestBroker broker, string id = Id) =>
        broker.Server.Broker.Transactions.InitAsync(new InitProducerIdRequest { TransactionalId = id, TransactionTimeoutMs = 60_000 });

    private static async Task<InitProducerIdResponse> BeginAsync(TestBroker broker)
    {
        var producer = await InitAsync(broker);
        await AddAsync(broker, producer);
        return producer;
    }

    private static async Task AddAsync(TestBroker broker, InitProducerIdResponse producer) =>
        Assert.Equal(KafkaError.None, await broker.Server.Broker.Transactions.AddOffsetsAsync(
            new AddOffsetsToTxnRequest { TransactionalId = Id, ProducerId = producer.ProducerId, ProducerEpoch = producer.ProducerEpoch, GroupId = Group }));

    private static async Task<KafkaError> CommitAsync(
        TestBroker broker, InitProducerIdResponse producer, string topic, long offset, int generation = -1, string member = "", string? instance = null)
    {
        var response = await broker.Server.Broker.Transactions.CommitOffsetsAsync(new TxnOffsetCommitRequest
        {
            TransactionalId = Id, GroupId = Group, ProducerId = producer.ProducerId, ProducerEpoch = producer.ProducerEpoch,
            GenerationId = generation, MemberId = member, GroupInstanceId = instance,
            Topics = [new TxnOffsetTopic { Name = topic, Partitions = [new TxnOffsetPartition { Index = 0, Offset = offset }] }],
        }, mayRead: _ => true);
        return response.Topics.Single().Partitions.Single().Error;
    }

    private static Task<KafkaError> EndAsync(TestBroker broker, InitProducerIdResponse producer, bool commit) =>
        broker.Server.Broker.Transactions.EndAsync(new EndTxnRequest { TransactionalId = Id, ProducerId = producer.ProducerId, ProducerEpoch = producer.ProducerEpoch, Committed = commit });

    private static (KafkaError Error, long Offset) Fetch(TestBroker broker, string topic, bool stable, int partition = 0)
    {
        var found = broker.Server.Broker.Groups.Offsets.Fetch(new OffsetFetchGroup { GroupId = Group, Topics = [new OffsetFetchTopic { Name = topic, Partitions = [partition] }] }, stable);
        var result = found.Topics.Single().Partitions.Single();
        return (result.Error, result.Offset);
    }

    private static async Task<JoinGroupResponse> JoinAsync(TestBroker broker, string instance)
    {
        var membership = broker.Server.Broker.Groups.Membership;
        var joined = await membership.JoinAsync(
            new JoinGroupRequest
            {
                GroupId = Group, GroupInstanceId = instance, SessionTimeoutMs = 30_000, RebalanceTimeoutMs = 30_000, ProtocolType = "consumer",
                Protocols = [new JoinGroupProtocol { Name = "range", Metadata = [0] }],
            },
            new RequestContext(7, "client", "/127.0.0.1", new ClientSession(new Listener("127.0.0.1", 0, NeedsLogin: false), "127.0.0.1"), CancellationToken.None));
        Assert.Equal(KafkaError.None, joined.Error);
        await membership.SyncAsync(new SyncGroupRequest
        {
            GroupId = Group, MemberId = joined.MemberId, GroupInstanceId = instance, GenerationId = joined.GenerationId,
            Assignments = [new SyncGroupAssignment { MemberId = joined.MemberId, Assignment = [1] }],
        });
        return joined;
    }
}
