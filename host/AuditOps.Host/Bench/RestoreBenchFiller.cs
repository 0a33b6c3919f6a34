using AuditOps.Host.Commands;
using System.Buffers.Binary;
using AuditOps.Kafka;
using AuditOps.Kafka.Provisioning;
using AuditOps.Streams;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditOps.Host.Bench;

/// <summary>Writes the changelogs as a worker would have: in transactions, so that the last thing in each partition is a marker.</summary>
internal static class RestoreBenchFiller
{
    private const int TransactionRecords = 20_000;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    public static async Task FillAsync(string kafka, Topology topology, int entries, TimeProvider time, CancellationToken cancel)
    {
        var clients = new KafkaClientFactory(Connections.Kafka(kafka), NullLoggerFactory.Instance);
        await new TopicProvisioner(clients, time, NullLogger<TopicProvisioner>.Instance).ProvisionAsync(RestoreBenchTopology.Topics(topology), fix: false, cancel);
        using var producer = clients.Producer("restore-bench-fill", config => config.TransactionalId = "restore-bench-fill");
        producer.InitTransactions(Timeout);
        var random = new Random(1);
        var ids = entries * 3L / 5;
        for (var i = 0; i < entries; i++)
        {
            cancel.ThrowIfCancellationRequested();
            if (i % TransactionRecords == 0)
            {
                if (i > 0) producer.CommitTransaction(Timeout);
                producer.BeginTransaction();
            }

            var key = new byte[16];
            random.NextBytes(key);
            BinaryPrimitives.WriteInt32LittleEndian(key, i);
            var value = i < ids ? [] : new byte[RestoreBenchTopology.ValueBytes];
            random.NextBytes(value);
            var changelog = topology.Changelogs[i < ids ? 0 : 1].Name;
            Produce(producer, new TopicPartition(changelog, i % RestoreBenchTopology.Partitions), new Message<byte[], byte[]> { Key = key, Value = value });
        }

        producer.CommitTransaction(Timeout);
    }

    private static void Produce(IProducer<byte[], byte[]> producer, TopicPartition partition, Message<byte[], byte[]> message)
    {
        while (true)
        {
            try
            {
                producer.Produce(partition, message);
                return;
            }
            catch (ProduceException<byte[], byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Poll(TimeSpan.FromMilliseconds(20));
            }
        }
    }
}
