using Confluent.Kafka;
using Xunit;

namespace AuditOps.Embedded.Tests.Broker;

public sealed class FirstLightTests
{
    [Fact]
    public async Task A_group_goes_on_where_it_committed_after_a_restart_of_the_broker()
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await broker.CreateTopicAsync(partitions: 4);
        using (var producer = broker.Producer()) await TestBroker.ProduceAsync(producer, topic, 500);
        using (var consumer = broker.Consumer("readers"))
        {
            consumer.Subscribe(topic);
            var records = TestBroker.Take(consumer, 500);
            Assert.Equal(Enumerable.Range(0, 500).Select(i => $"v{i}").Order(), records.Select(record => record.Message.Value).Order());
            consumer.Commit();
            consumer.Close();
        }
        await broker.RestartAsync();
        using (var producer = broker.Producer()) await TestBroker.ProduceAsync(producer, topic, 50, "later");
        using (var consumer = broker.Consumer("readers"))
        {
            consumer.Subscribe(topic);
            Assert.All(TestBroker.Take(consumer, 50), record => Assert.StartsWith("later", record.Message.Value));
            consumer.Close();
        }
    }
}
