using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Xunit;

namespace AuditOps.Embedded.Tests.Broker;

public sealed class ProduceConsumeTests
{
    [Theory]
    [InlineData(CompressionType.None)]
    [InlineData(CompressionType.Gzip)]
    [InlineData(CompressionType.Snappy)]
    [InlineData(CompressionType.Lz4)]
    [InlineData(CompressionType.Zstd)]
    public async Task Records_come_back_byte_for_byte_with_every_codec(CompressionType codec)
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await broker.CreateTopicAsync(partitions: 2);
        using (var producer = broker.Producer(config => config.CompressionType = codec))
        {
            var sent = Enumerable.Range(0, 300).Select(i => producer.ProduceAsync(topic, new Message<string, string>
            {
                Key = $"k{i}",
                Value = new string((char)('a' + (i % 26)), i * 7),
                Headers = [new Header("n", [(byte)i, 0, 255])],
            }));
            await Task.WhenAll(sent);
        }
        using var consumer = broker.Consumer("codec");
        consumer.Subscribe(topic);
        foreach (var record in TestBroker.Take(consumer, 300))
        {
            var i = int.Parse(record.Message.Key[1..]);
            Assert.Equal(new string((char)('a' + (i % 26)), i * 7), record.Message.Value);
            Assert.Equal(new byte[] { (byte)i, 0, 255 }, record.Message.Headers.GetLastBytes("n"));
        }
        consumer.Close();
    }

    [Theory]
    [InlineData(Acks.None)]
    [InlineData(Acks.Leader)]
    [InlineData(Acks.All)]
    public async Task Records_arrive_in_order_with_every_kind_of_acknowledgement(Acks acks)
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await broker.CreateTopicAsync();
        using (var producer = broker.Producer(config => (config.Acks, config.EnableIdempotence) = (acks, false)))
        {
            for (var i = 0; i < 1000; i++) producer.Produce(topic, new Message<string, string> { Key = "k", Value = $"{i}" });
            Assert.Equal(0, producer.Flush(TimeSpan.FromSeconds(20)));
        }
        using var consumer = broker.Consumer("order");
        consumer.Subscribe(topic);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{i}"), TestBroker.Take(consumer, 1000).Select(record => record.Message.Value));
        consumer.Close();
    }

    [Fact]
    public async Task A_waiting_consumer_gets_a_new_record_at_once()
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await broker.CreateTopicAsync();
        using var consumer = broker.Consumer("tail", config => config.FetchWaitMaxMs = 50_000, null);
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        Assert.Null(consumer.Consume(TimeSpan.FromMilliseconds(500)));
        using var producer = broker.Producer(config => config.LingerMs = 0);
        await producer.ProduceAsync(topic, new Message<string, string> { Key = "a", Value = "b" });
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal("b", consumer.Consume(TimeSpan.FromSeconds(30))?.Message.Value);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"the parked fetch took {clock.Elapsed}");
        consumer.Close();
    }

    [Fact]
    public async Task A_record_larger_than_every_fetch_limit_still_comes_through()
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await broker.CreateTopicAsync();
        using (var producer = broker.Producer())
        {
            await producer.ProduceAsync(topic, new Message<string, string> { Key = "big", Value = new string('x', 900_000) });
            await producer.ProduceAsync(topic, new Message<string, string> { Key = "small", Value = "y" });
        }
        using var consumer = broker.Consumer("large", config => (config.FetchMaxBytes, config.MaxPartitionFetchBytes, config.MessageMaxBytes) = (2000, 1000, 1000));
        consumer.Subscribe(topic);
        var records = TestBroker.Take(consumer, 2);
        Assert.Equal(900_000, records[0].Message.Value.Length);
        Assert.Equal("y", records[1].Message.Value);
        consumer.Close();
    }

    [Fact]
    public async Task A_record_beyond_max_message_bytes_is_refused_and_the_producer_goes_on()
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await broker.CreateTopicAsync(configs: new Dictionary<string, string> { ["max.message.bytes"] = "10000" });
        using var producer = broker.Producer(config => config.EnableIdempotence = false);
        var refused = await Assert.ThrowsAsync<ProduceException<string, string>>(() =>
            producer.ProduceAsync(topic, new Message<string, string> { Key = "k", Value = new string('x', 20_000) }));
        Assert.Equal(ErrorCode.MsgSizeTooLarge, refused.Error.Code);
        Assert.Equal(0, (await producer.ProduceAsync(topic, new Message<string, string> { Key = "k", Value = "fits" })).Offset.Value);
    }

    [Fact]
    public async Task Offsets_are_found_by_time_and_records_can_be_deleted()
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await broker.CreateTopicAsync();
        using (var producer = broker.Producer(config => config.CompressionType = CompressionType.Lz4))
        {
            for (var i = 0; i < 50; i++)
                producer.Produce(topic, new Message<string, string> { Key = "k", Value = $"{i}", Timestamp = new Timestamp(1_700_000_000_000 + (i * 1000), TimestampType.CreateTime) });
            producer.Flush(TimeSpan.FromSeconds(10));
        }
        using var admin = broker.Admin();
        var partition = new TopicPartition(topic, 0);
        Assert.Equal(20, await ByAsync(OffsetSpec.ForTimestamp(1_700_000_019_500)));
        Assert.Equal(-1, await ByAsync(OffsetSpec.ForTimestamp(1_800_000_000_000)));
        Assert.Equal(49, await ByAsync(OffsetSpec.MaxTimestamp()));
        Assert.Equal(50, await ByAsync(OffsetSpec.Latest()));

        var deleted = await admin.DeleteRecordsAsync([new TopicPartitionOffset(partition, 30)]);
        Assert.Equal(30, deleted[0].Offset.Value);
        Assert.Equal(30, await ByAsync(OffsetSpec.Earliest()));
        using var consumer = broker.Consumer("after-delete");
        consumer.Assign(new TopicPartitionOffset(topic, 0, 0));
        Assert.Equal("30", TestBroker.Take(consumer, 1)[0].Message.Value);
        consumer.Close();

        async Task<long> ByAsync(OffsetSpec spec) =>
            (await admin.ListOffsetsAsync([new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = spec }])).ResultInfos[0].TopicPartitionOffsetError.Offset.Value;
    }

    [Fact]
    public async Task A_producer_rides_over_a_restart_of_the_broker_without_loss_or_double()
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await broker.CreateTopicAsync();
        using (var producer = broker.Producer(config => config.ReconnectBackoffMaxMs = 200))
        {
            var before = Enumerable.Range(0, 500).Select(i => producer.ProduceAsync(topic, new Message<string, string> { Key = "k", Value = $"{i}" })).ToList();
            var restart = broker.RestartAsync();
            var during = Enumerable.Range(500, 500).Select(i => producer.ProduceAsync(topic, new Message<string, string> { Key = "k", Value = $"{i}" })).ToList();
            await restart;
            await Task.WhenAll(before.Concat(during));
        }
        using var consumer = broker.Consumer("all");
        consumer.Subscribe(topic);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{i}"), TestBroker.Take(consumer, 1000).Select(record => record.Message.Value));
        Assert.Null(consumer.Consume(TimeSpan.FromMilliseconds(300)));
        consumer.Close();
    }
}
