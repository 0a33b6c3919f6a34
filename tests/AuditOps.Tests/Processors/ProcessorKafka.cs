using AuditOps.Embedded.Kafka;
using AuditOps.Kafka;
using AuditOps.Kafka.Provisioning;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditOps.Tests.Processors;

/// <summary>The embedded broker with the topics of the processing role, and the client calls its tests need.</summary>
internal sealed class ProcessorKafka : IAsyncDisposable
{
    private readonly BrokerServer _broker;
    private readonly string _folder;
    private readonly IProducer<byte[], byte[]> _producer;

    private ProcessorKafka(BrokerServer broker, string folder)
    {
        _broker = broker;
        _folder = folder;
        Options = new KafkaOptions { BootstrapServers = broker.BootstrapServers };
        Clients = new KafkaClientFactory(Options, NullLoggerFactory.Instance);
        _producer = Clients.Producer("test");
    }

    public KafkaOptions Options { get; }

    public KafkaClientFactory Clients { get; }

    public static async Task<ProcessorKafka> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("auditops-processors-").FullName;
        var broker = await BrokerServer.StartAsync(new BrokerOptions { DataDirectory = folder, Port = 0 }, TimeProvider.System, NullLoggerFactory.Instance);
        var kafka = new ProcessorKafka(broker, folder);
        var provisioner = new TopicProvisioner(kafka.Clients, TimeProvider.System, NullLogger<TopicProvisioner>.Instance);
        string[] topics =
        [
            TopicNames.Raw, TopicNames.RawHistory, TopicNames.Enriched, TopicNames.DeadLetters, TopicNames.Schemas, TopicNames.SinkPlan, TopicNames.Completeness, TopicNames.Health,
            TopicNames.Matches, TopicNames.Commands, TopicNames.Alerts, TopicNames.AlertsOcsf, TopicNames.Rules, TopicNames.Triage, TopicNames.Deliveries,
        ];
        await provisioner.ProvisionAsync([.. topics.Select(TopicCatalog.Get)], fix: false, CancellationToken.None);
        return kafka;
    }

    public Task PublishAsync<T>(string topic, RecordCodec<T> codec, IEnumerable<(byte[] Key, T Value)> records, string run = "run-1") =>
        PublishAsync(topic, records.Select(record => (record.Key, codec.Encode(record.Value))), run);

    public async Task PublishAsync(string topic, IEnumerable<(byte[] Key, byte[] Value)> records, string run = "run-1")
    {
        var headers = new Headers { { "run", System.Text.Encoding.UTF8.GetBytes(run) } };
        await Task.WhenAll(records.Select(record => _producer.ProduceAsync(topic, new Message<byte[], byte[]> { Key = record.Key, Value = record.Value, Headers = headers })).ToList());
    }

    /// <summary>As the pipeline writes: the transaction's marker lies behind the last record of each partition.</summary>
    public async Task PublishInTransactionAsync<T>(string topic, RecordCodec<T> codec, IEnumerable<(byte[] Key, T Value)> records)
    {
        using var producer = Clients.Producer("transactional", config => config.TransactionalId = "test");
        producer.InitTransactions(TimeSpan.FromSeconds(60));
        producer.BeginTransaction();
        await Task.WhenAll(records.Select(record => producer.ProduceAsync(topic, new Message<byte[], byte[]> { Key = record.Key, Value = codec.Encode(record.Value) })).ToList());
        producer.CommitTransaction(TimeSpan.FromSeconds(30));
    }

    /// <summary>The end of each partition, markers included.</summary>
    public List<TopicPartitionOffset> Ends(string topic)
    {
        using var consumer = Clients.Consumer("ends", "ends", AutoOffsetReset.Earliest);
        return [.. Enumerable.Range(0, 4).Select(partition => new TopicPartition(topic, partition)).Select(partition => new TopicPartitionOffset(partition, consumer.QueryWatermarkOffsets(partition, TimeSpan.FromSeconds(10)).High))];
    }

    public long CommittedOffset(string group, TopicPartition partition)
    {
        using var consumer = Clients.Consumer(group, "offsets", AutoOffsetReset.Earliest);
        return consumer.Committed([partition], TimeSpan.FromSeconds(10))[0].Offset.Value;
    }

    /// <summary>What retention does in the end.</summary>
    public async Task DeleteAllAsync(string topic)
    {
        using var admin = Clients.Admin("test");
        await admin.DeleteRecordsAsync(Ends(topic), new Confluent.Kafka.Admin.DeleteRecordsOptions());
    }

    /// <summary>Every record of a topic from its start, read until there are so many; a deadline ends the wait.</summary>
    public List<ConsumeResult<byte[], byte[]>> Read(string topic, int count, TimeSpan? wait = null, int partitions = 4)
    {
        using var consumer = Clients.Consumer("reader", "reader", AutoOffsetReset.Earliest, config => config.EnablePartitionEof = false);
        consumer.Assign(Enumerable.Range(0, partitions).Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning)));
        var read = new List<ConsumeResult<byte[], byte[]>>();
        var deadline = DateTime.UtcNow.Add(wait ?? TimeSpan.FromSeconds(60));
        while (read.Count < count && DateTime.UtcNow < deadline)
        {
            if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is { } result)
                read.Add(result);
        }

        return read;
    }

    /// <summary>Every record that a topic has now, read to the end of each partition however long that takes.</summary>
    public List<ConsumeResult<byte[], byte[]>> ReadAll(string topic)
    {
        using var consumer = Clients.Consumer("reader", "reader", AutoOffsetReset.Earliest);
        consumer.Assign(Enumerable.Range(0, 4).Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning)));
        var read = new List<ConsumeResult<byte[], byte[]>>();
        for (var ended = 0; ended < 4;)
        {
            if (consumer.Consume(TimeSpan.FromSeconds(60)) is not { } result)
                throw new TimeoutException($"the end of {topic} did not come");
            if (result.IsPartitionEOF)
                ended++;
            else
                read.Add(result);
        }

        return read;
    }

    /// <summary>Records of a topic that lie before the group's committed offsets. Commit markers take offsets as well, so offsets alone count nothing.</summary>
    public long Committed(string group, string topic)
    {
        using var consumer = Clients.Consumer(group, "offsets", AutoOffsetReset.Earliest);
        var partitions = Enumerable.Range(0, 4).Select(partition => new TopicPartition(topic, partition)).ToList();
        var committed = consumer.Committed(partitions, TimeSpan.FromSeconds(60)).ToDictionary(offset => offset.TopicPartition, offset => offset.Offset.Value);
        consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(partition, Offset.Beginning)));
        long records = 0;
        for (var ended = 0; ended < partitions.Count;)
        {
            if (consumer.Consume(TimeSpan.FromSeconds(60)) is not { } result)
                throw new TimeoutException($"the end of {topic} did not come");
            if (result.IsPartitionEOF)
                ended++;
            else if (result.Offset.Value < committed[result.TopicPartition])
                records++;
        }

        return records;
    }

    /// <summary>Puts a group back to the start of a topic, as if it had never committed.</summary>
    public void Rewind(string group, string topic)
    {
        using var consumer = Clients.Consumer(group, "rewind", AutoOffsetReset.Earliest);
        consumer.Commit(Enumerable.Range(0, 4).Select(partition => new TopicPartitionOffset(topic, partition, 0)));
    }

    public async ValueTask DisposeAsync()
    {
        _producer.Dispose();
        await _broker.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
