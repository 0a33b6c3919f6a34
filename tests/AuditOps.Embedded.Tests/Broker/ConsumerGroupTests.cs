using Confluent.Kafka;
using Xunit;

namespace AuditOps.Embedded.Tests.Broker;

public sealed class ConsumerGroupTests
{
    [Theory]
    [InlineData(PartitionAssignmentStrategy.Range)]
    [InlineData(PartitionAssignmentStrategy.RoundRobin)]
    [InlineData(PartitionAssignmentStrategy.CooperativeSticky)]
    public async Task Two_members_share_the_partitions_and_one_takes_over_when_the_other_leaves(PartitionAssignmentStrategy strategy)
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await broker.CreateTopicAsync(partitions: 6);
        using var producer = broker.Producer();
        using var first = broker.Consumer("shared", config => config.PartitionAssignmentStrategy = strategy);
        using var second = broker.Consumer("shared", config => config.PartitionAssignmentStrategy = strategy);
        first.Subscribe(topic);
        second.Subscribe(topic);
        await UntilAsync(() => first.Assignment.Count == 3 && second.Assignment.Count == 3, first, second);
        Assert.Empty(first.Assignment.Intersect(second.Assignment));

        await TestBroker.ProduceAsync(producer, topic, 300);
        List<string> seen = [];
        await UntilAsync(() => seen.Count >= 300, seen, first, second);
        Assert.Equal(300, seen.Distinct().Count());
        Commit(first);
        Commit(second);
        second.Close();
        await UntilAsync(() => first.Assignment.Count == 6, seen, first);
        await TestBroker.ProduceAsync(producer, topic, 60, "after");
        await UntilAsync(() => seen.Count >= 360, seen, first);
        Assert.Equal(360, seen.Count);
        first.Close();
    }

    [Fact]
    public async Task A_static_member_that_comes_back_keeps_its_partitions_without_a_rebalance()
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await broker.CreateTopicAsync(partitions: 4);
        var rebalances = 0;
        using var stays = broker.Consumer("static", config => config.GroupInstanceId = "a", builder => builder.SetPartitionsAssignedHandler((_, _) => { Interlocked.Increment(ref rebalances); }));
        stays.Subscribe(topic);
        List<TopicPartition> held;
        using (var goes = broker.Consumer("static", config => config.GroupInstanceId = "b"))
        {
            goes.Subscribe(topic);
            await UntilAsync(() => stays.Assignment.Count == 2 && goes.Assignment.Count == 2, stays, goes);
            held = goes.Assignment;
            goes.Close();
        }
        var before = Volatile.Read(ref rebalances);
        using var back = broker.Consumer("static", config => config.GroupInstanceId = "b");
        back.Subscribe(topic);
        await UntilAsync(() => back.Assignment.Count == 2, stays, back);
        Assert.Equal(held.Order(), back.Assignment.Order());
        Assert.Equal(before, Volatile.Read(ref rebalances));
        stays.Close();
        back.Close();
    }

    [Fact]
    public async Task A_second_client_of_one_instance_id_takes_the_place_of_the_first_and_fences_it()
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await broker.CreateTopicAsync(partitions: 2);
        using var first = broker.Consumer("twins", config => (config.HeartbeatIntervalMs, config.GroupInstanceId) = (200, "twin"));
        first.Subscribe(topic);
        await UntilAsync(() => first.Assignment.Count == 2, first);
        using var second = broker.Consumer("twins", config => (config.HeartbeatIntervalMs, config.GroupInstanceId) = (200, "twin"));
        second.Subscribe(topic);
        KafkaException? fenced = null;
        await UntilAsync(
            () =>
            {
                try
                {
                    first.Consume(TimeSpan.FromMilliseconds(20));
                }
                catch (KafkaException error) when (error.Error.IsFatal || error.Error.Code == ErrorCode.FencedInstanceId)
                {
                    fenced = error;
                }
                return fenced is not null && second.Assignment.Count == 2;
            },
            second);
        using (var producer = broker.Producer()) await TestBroker.ProduceAsync(producer, topic, 10);
        Assert.Equal(10, TestBroker.Take(second, 10).Count);
        second.Commit();
        second.Close();
    }

    [Fact]
    public async Task A_member_that_dies_without_leaving_is_replaced_after_its_session()
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await broker.CreateTopicAsync(partitions: 2);
        using var survivor = broker.Consumer("mortal", config => (config.SessionTimeoutMs, config.HeartbeatIntervalMs) = (2000, 300));
        survivor.Subscribe(topic);
        // A static member does not leave when it is closed, which is what dying looks like to the broker.
        using (var dies = broker.Consumer("mortal", config => (config.SessionTimeoutMs, config.HeartbeatIntervalMs, config.GroupInstanceId) = (2000, 300, "mortal")))
        {
            dies.Subscribe(topic);
            await UntilAsync(() => survivor.Assignment.Count == 1 && dies.Assignment.Count == 1, survivor, dies);
            dies.Close();
        }
        await UntilAsync(() => survivor.Assignment.Count == 2, survivor);
        survivor.Close();
    }

    [Fact]
    public async Task Members_survive_a_quick_restart_of_the_broker_without_a_rebalance()
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await broker.CreateTopicAsync(partitions: 2);
        var assigned = 0;
        using var consumer = broker.Consumer("steady", config => config.ReconnectBackoffMaxMs = 200,
            builder => builder.SetPartitionsAssignedHandler((_, _) => { Interlocked.Increment(ref assigned); }));
        consumer.Subscribe(topic);
        await UntilAsync(() => consumer.Assignment.Count == 2, consumer);
        await broker.RestartAsync();
        using (var producer = broker.Producer()) await TestBroker.ProduceAsync(producer, topic, 20);
        List<string> seen = [];
        await UntilAsync(() => seen.Count == 20, seen, consumer);
        consumer.Commit();
        Assert.Equal(1, Volatile.Read(ref assigned));
        consumer.Close();
    }

    private static Task UntilAsync(Func<bool> reached, params IConsumer<string, string>[] consumers) => UntilAsync(reached, [], consumers);

    private static async Task UntilAsync(Func<bool> reached, List<string> seen, params IConsumer<string, string>[] consumers)
    {
        var deadline = DateTime.UtcNow.AddSeconds(40);
        while (!reached())
        {
            Assert.True(DateTime.UtcNow < deadline, $"not reached in 40 s; assigned {string.Join(" / ", consumers.Select(consumer => consumer.Assignment.Count))}, seen {seen.Count}");
            foreach (var consumer in consumers)
            {
                if (consumer.Consume(TimeSpan.FromMilliseconds(20)) is { } record) seen.Add(record.Message.Value + "@" + record.Message.Key);
            }
            await Task.Yield();
        }
    }

    private static void Commit(IConsumer<string, string> consumer)
    {
        try
        {
            consumer.Commit();
        }
        catch (KafkaException none) when (none.Error.Code == ErrorCode.Local_NoOffset)
        {
            // This member happened to read nothing.
        }
    }
}
