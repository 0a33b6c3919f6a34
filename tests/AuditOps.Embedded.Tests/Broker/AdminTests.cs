using AuditOps.Embedded.Kafka;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Xunit;

namespace AuditOps.Embedded.Tests.Broker;

public sealed class AdminTests
{
    [Fact]
    public async Task Topics_are_made_grown_described_altered_and_deleted()
    {
        await using var broker = await TestBroker.StartAsync();
        using var admin = broker.Admin();
        await admin.CreateTopicsAsync(
        [
            new TopicSpecification { Name = "one", NumPartitions = 3, ReplicationFactor = 3, Configs = new() { ["cleanup.policy"] = "compact", ["retention.ms"] = "60000" } },
            new TopicSpecification { Name = "two", NumPartitions = -1, ReplicationFactor = -1 },
        ]);
        await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = "one", IncreaseTo = 5 }]);
        var topics = admin.GetMetadata(TimeSpan.FromSeconds(5)).Topics.ToDictionary(topic => topic.Topic, topic => topic.Partitions.Count);
        Assert.Equal((5, 4), (topics["one"], topics["two"]));

        var resource = new ConfigResource { Type = ResourceType.Topic, Name = "one" };
        var configs = (await admin.DescribeConfigsAsync([resource]))[0].Entries;
        Assert.Equal(("compact", "60000", false), (configs["cleanup.policy"].Value, configs["retention.ms"].Value, configs["retention.ms"].IsDefault));
        Assert.True(configs["max.message.bytes"].IsDefault);
        await admin.IncrementalAlterConfigsAsync(new()
        {
            [resource] =
            [
                new ConfigEntry { Name = "cleanup.policy", Value = "delete", IncrementalOperation = AlterConfigOpType.Append },
                new ConfigEntry { Name = "retention.ms", IncrementalOperation = AlterConfigOpType.Delete },
                new ConfigEntry { Name = "segment.bytes", Value = "1048576", IncrementalOperation = AlterConfigOpType.Set },
            ],
        });
        configs = (await admin.DescribeConfigsAsync([resource]))[0].Entries;
        Assert.Equal(("compact,delete", true, "1048576"), (configs["cleanup.policy"].Value, configs["retention.ms"].IsDefault, configs["segment.bytes"].Value));

        await admin.DeleteTopicsAsync(["one"]);
        Assert.Equal(["two"], admin.GetMetadata(TimeSpan.FromSeconds(5)).Topics.Select(topic => topic.Topic));
    }

    [Fact]
    public async Task What_a_client_may_do_is_said_to_those_that_ask()
    {
        await using var broker = await TestBroker.StartAsync();
        var names = TopicCollection.OfTopicNames([await broker.CreateTopicAsync()]);
        using var admin = broker.Admin();
        foreach (var ask in (bool[])[true, false])
        {
            var topic = (await admin.DescribeTopicsAsync(names, new DescribeTopicsOptions { IncludeAuthorizedOperations = ask })).TopicDescriptions[0].AuthorizedOperations;
            var cluster = (await admin.DescribeClusterAsync(new DescribeClusterOptions { IncludeAuthorizedOperations = ask })).AuthorizedOperations;
            var group = (await admin.DescribeConsumerGroupsAsync(["nobody"], new DescribeConsumerGroupsOptions { IncludeAuthorizedOperations = ask })).ConsumerGroupDescriptions[0].AuthorizedOperations;
            Assert.Equal(ask ? [AclOperation.Read, AclOperation.Delete, AclOperation.Describe] : [], (group ?? []).Order());
            Assert.Equal((ask ? 8 : 0, ask ? 7 : 0), (topic?.Count ?? 0, cluster?.Count ?? 0));
        }
    }

    [Theory]
    [InlineData("bad name", 1, null, ErrorCode.TopicException)]
    [InlineData("..", 1, null, ErrorCode.TopicException)]
    [InlineData("zero", 0, null, ErrorCode.InvalidPartitions)]
    [InlineData("config", 1, "no.such.config", ErrorCode.InvalidConfig)]
    [InlineData("there", 1, null, ErrorCode.TopicAlreadyExists)]
    public async Task A_topic_that_cannot_be_is_refused_with_its_own_code(string name, int partitions, string? config, ErrorCode expected)
    {
        await using var broker = await TestBroker.StartAsync();
        using var admin = broker.Admin();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = "there", NumPartitions = 1, ReplicationFactor = 1 }]);
        var specification = new TopicSpecification { Name = name, NumPartitions = partitions, ReplicationFactor = 1 };
        if (config is not null) specification.Configs = new() { [config] = "1" };
        var refused = await Assert.ThrowsAsync<CreateTopicsException>(() => admin.CreateTopicsAsync([specification]));
        Assert.Equal(expected, refused.Results[0].Error.Code);
    }

    [Fact]
    public async Task A_replication_factor_above_one_is_refused_where_it_is_not_clamped()
    {
        await using var broker = await TestBroker.StartAsync(options => options with { ClampReplicationFactor = false });
        using var admin = broker.Admin();
        var refused = await Assert.ThrowsAsync<CreateTopicsException>(() =>
            admin.CreateTopicsAsync([new TopicSpecification { Name = "t", NumPartitions = 1, ReplicationFactor = 3 }]));
        Assert.Equal(ErrorCode.InvalidReplicationFactor, refused.Results[0].Error.Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Producing_makes_a_topic_only_where_that_is_switched_on(bool autoCreate)
    {
        await using var broker = await TestBroker.StartAsync(options => options with { AutoCreateTopics = autoCreate });
        using var producer = broker.Producer(config => config.MessageTimeoutMs = 3000);
        var produce = producer.ProduceAsync("unheard-of", new Message<string, string> { Key = "k", Value = "v" });
        if (autoCreate) await produce;
        else await Assert.ThrowsAsync<ProduceException<string, string>>(() => produce);
        Assert.Equal(autoCreate ? 4 : 0, broker.Server.Broker.Store.Topic("unheard-of")?.PartitionCount ?? 0);
    }

    [Fact]
    public async Task Groups_are_listed_described_reset_and_deleted()
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await broker.CreateTopicAsync(partitions: 2);
        using (var producer = broker.Producer()) await TestBroker.ProduceAsync(producer, topic, 40);
        using var admin = broker.Admin();
        using (var consumer = broker.Consumer("described", config => config.ClientId = "reader-7"))
        {
            consumer.Subscribe(topic);
            TestBroker.Take(consumer, 40);
            consumer.Commit();
            var stable = (await admin.DescribeConsumerGroupsAsync(["described"])).ConsumerGroupDescriptions[0];
            Assert.Equal((ConsumerGroupState.Stable, "reader-7", 2), (stable.State, stable.Members[0].ClientId, stable.Members[0].Assignment.TopicPartitions.Count));
            var refused = await Assert.ThrowsAsync<DeleteGroupsException>(() => admin.DeleteGroupsAsync(["described"]));
            Assert.Equal(ErrorCode.NonEmptyGroup, refused.Results[0].Error.Code);
            consumer.Close();
        }
        Assert.Contains((await admin.ListConsumerGroupsAsync()).Valid, group => group.GroupId == "described" && group.State == ConsumerGroupState.Empty);
        var offsets = (await admin.ListConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitions("described", null)]))[0].Partitions;
        Assert.Equal(40, offsets.Sum(partition => partition.Offset.Value));
        await admin.AlterConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitionOffsets("described", [new TopicPartitionOffset(topic, 0, 1)])]);
        offsets = (await admin.ListConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitions("described", [new TopicPartition(topic, 0)])]))[0].Partitions;
        Assert.Equal(1, offsets[0].Offset.Value);
        await admin.DeleteConsumerGroupOffsetsAsync("described", [new TopicPartition(topic, 0)]);
        await admin.DeleteGroupsAsync(["described"]);
        Assert.DoesNotContain((await admin.ListConsumerGroupsAsync()).Valid, group => group.GroupId == "described");
    }

    [Fact]
    public async Task A_deleted_topic_takes_its_committed_offsets_with_it()
    {
        await using var broker = await TestBroker.StartAsync();
        using var admin = broker.Admin();
        var topic = await broker.CreateTopicAsync();
        await admin.AlterConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitionOffsets("g", [new TopicPartitionOffset(topic, 0, 7)])]);
        await admin.DeleteTopicsAsync([topic]);
        await admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = 1, ReplicationFactor = 1 }]);
        var offsets = (await admin.ListConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitions("g", [new TopicPartition(topic, 0)])]))[0].Partitions;
        Assert.Equal(Offset.Unset, offsets[0].Offset);
    }

    [Fact]
    public async Task Settings_out_of_range_are_refused_all_at_once()
    {
        var options = new BrokerOptions { DataDirectory = "", Port = 70_000, DefaultPartitions = 0 };
        var refused = await Assert.ThrowsAsync<ArgumentException>(() =>
            BrokerServer.StartAsync(options, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance));
        Assert.Contains("DataDirectory", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Port", refused.Message, StringComparison.Ordinal);
        Assert.Contains("DefaultPartitions", refused.Message, StringComparison.Ordinal);
    }
}
