using System.Diagnostics;
using Confluent.Kafka;

namespace AuditOps.Host.Bench;

/// <summary>The one client load that both sides of <c>bench broker</c> get: fill every partition with an idempotent producer, then read all of it back.</summary>
internal sealed class BrokerBenchLoad(BrokerBenchOptions options, string bootstrap, string prefix)
{
    private const int Partitions = 4;

    private int MessagesPerPartition => options.BytesPerPartition / options.Size;

    public long Messages => (long)MessagesPerPartition * Partitions * options.Topics;

    /// <returns>Messages a second, until the queue is flushed: an idempotent producer keeps a message there until it is acknowledged.</returns>
    public double Produce()
    {
        var config = new ProducerConfig
        {
            BootstrapServers = bootstrap,
            Acks = Acks.All,
            EnableIdempotence = true,
            LingerMs = 5,
            BatchSize = 1_000_000,
            QueueBufferingMaxMessages = 1_000_000,
            QueueBufferingMaxKbytes = 256 << 10,
            // Reading everything back is the check; a report for each message would measure this client.
            EnableDeliveryReports = false,
        };
        using var producer = new ProducerBuilder<Null, byte[]>(config).Build();
        var payload = new byte[options.Size];
        new Random(7).NextBytes(payload);
        var message = new Message<Null, byte[]> { Value = payload };
        WarmUp(producer, message);

        var watch = Stopwatch.GetTimestamp();
        for (var topic = 0; topic < options.Topics; topic++)
        {
            var name = Topic(topic);
            for (var i = 0; i < MessagesPerPartition; i++)
            {
                for (var partition = 0; partition < Partitions; partition++)
                {
                    while (true)
                    {
                        try
                        {
                            producer.Produce(new TopicPartition(name, partition), message);
                            break;
                        }
                        catch (ProduceException<Null, byte[]> exception) when (exception.Error.Code == ErrorCode.Local_QueueFull)
                        {
                            producer.Poll(TimeSpan.FromMilliseconds(5));
                        }
                    }
                }
            }
        }

        while (producer.Flush(TimeSpan.FromSeconds(1)) > 0)
        {
        }

        var seconds = Stopwatch.GetElapsedTime(watch).TotalSeconds;
        return Messages / seconds;
    }

    /// <returns>Messages a second, counted to the last one that was produced.</returns>
    public double Consume()
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = prefix + "reader",
            EnableAutoCommit = false,
            AutoOffsetReset = AutoOffsetReset.Error,
            ConsumeResultFields = "none",
        };
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(config).Build();
        var all = new List<TopicPartitionOffset>();
        for (var topic = 0; topic < options.Topics; topic++)
        {
            for (var partition = 0; partition < Partitions; partition++) all.Add(new TopicPartitionOffset(Topic(topic), partition, 0));
        }

        consumer.Assign(all);
        long bytes = 0;
        long count = 0;
        long started = 0;
        while (count < Messages)
        {
            var result = consumer.Consume(TimeSpan.FromSeconds(30)) ?? throw new HostException($"{bootstrap} delivered only {count} of {Messages} messages.");
            if (count == 0) started = Stopwatch.GetTimestamp();
            bytes += result.Message.Value.Length;
            count++;
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (bytes != Messages * options.Size) throw new HostException($"{bootstrap} delivered {bytes} bytes instead of {Messages * options.Size}.");
        return count / seconds;
    }

    /// <summary>Makes every topic known to the client, so that the clock does not run over metadata.</summary>
    private void WarmUp(IProducer<Null, byte[]> producer, Message<Null, byte[]> message)
    {
        producer.Produce(prefix + "warm", message);
        producer.Flush(TimeSpan.FromSeconds(10));
        using var admin = new DependentAdminClientBuilder(producer.Handle).Build();
        for (var topic = 0; topic < options.Topics; topic++) admin.GetMetadata(Topic(topic), TimeSpan.FromSeconds(10));
    }

    private string Topic(int index) => $"{prefix}{index}";
}
