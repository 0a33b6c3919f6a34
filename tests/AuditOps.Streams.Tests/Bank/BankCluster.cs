using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace AuditOps.Streams.Tests.Bank;

/// <summary>A broker process, worker processes, and the clients that feed and read them.</summary>
internal sealed class BankCluster : IAsyncDisposable
{
    public const int Partitions = 4;

    private readonly string _folder = Directory.CreateTempSubdirectory("auditops-bank-").FullName;
    private readonly BankProcess?[] _workers;
    private readonly IProducer<string, string> _producer;
    private readonly int _port = FreePort();
    private BankProcess _broker;
    private int _starts;

    public BankCluster(int workers)
    {
        _workers = new BankProcess[workers];
        _broker = StartBroker();
        _producer = new ProducerBuilder<string, string>(new ProducerConfig
        {
            BootstrapServers = Address,
            EnableIdempotence = true,
            LingerMs = 5,
            MessageTimeoutMs = 120_000,
            Partitioner = Partitioner.Murmur2Random,
        }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }

    public string Address => $"127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}";

    public string Journals => _folder;

    public string WorkerTails => string.Join("\n---\n", _workers.Select(worker => worker?.Tail)) + "\n--- broker\n" + _broker.Tail;

    public async Task CreateTopicsAsync()
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Address }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (true)
        {
            try
            {
                var topics = BankTopology.Topics.Select(topic => new TopicSpecification { Name = topic, NumPartitions = Partitions, ReplicationFactor = 1 });
                await admin.CreateTopicsAsync(topics, new CreateTopicsOptions { RequestTimeout = TimeSpan.FromSeconds(5) });
                return;
            }
            catch (CreateTopicsException exception) when (exception.Results.TrueForAll(result => result.Error.Code is ErrorCode.NoError or ErrorCode.TopicAlreadyExists))
            {
                // By an earlier try, whose answer did not come in time.
                return;
            }
            catch (KafkaException) when (DateTime.UtcNow < deadline)
            {
                await Task.Delay(100);
            }
        }
    }

    public void StartWorker(int worker)
    {
        _workers[worker]?.Dispose();
        _workers[worker] = new BankProcess(nameof(BankChildren.Work_until_killed), new Dictionary<string, string>
        {
            [BankChildren.AddressVariable] = Address,
            [BankChildren.FolderVariable] = _folder,
            [BankChildren.NameVariable] = worker.ToString(CultureInfo.InvariantCulture),
            [BankChildren.StartVariable] = (_starts++).ToString(CultureInfo.InvariantCulture),
        });
    }

    public BankProcess Worker(int worker) => _workers[worker]!;

    public void RestartBroker()
    {
        _broker.Dispose();
        _broker = StartBroker();
    }

    public void Feed(string key, string value) => _producer.Produce("transfers", new Message<string, string> { Key = key, Value = value });

    public void FlushFeed()
    {
        var left = _producer.Flush(TimeSpan.FromSeconds(60));
        if (left > 0)
            throw new InvalidOperationException($"{left} transfers were never acknowledged.");
    }

    /// <summary>Values of a topic that a reader of committed records sees, partition by partition, up to the end.</summary>
    public List<string> Read(string topic)
    {
        using var consumer = new ConsumerBuilder<Ignore, string>(new ConsumerConfig
        {
            BootstrapServers = Address,
            GroupId = "reader",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            IsolationLevel = IsolationLevel.ReadCommitted,
        }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        var values = new List<string>();
        var deadline = DateTime.UtcNow.AddSeconds(60);
        for (var partition = 0; partition < Partitions; partition++)
        {
            consumer.Assign(new TopicPartitionOffset(topic, partition, Offset.Beginning));
            while (true)
            {
                if (DateTime.UtcNow > deadline)
                    throw new InvalidOperationException($"{topic}/{partition} has no end.");
                if (consumer.Consume(TimeSpan.FromMilliseconds(200)) is not { } result)
                    continue;
                if (result.IsPartitionEOF)
                    break;
                values.Add(result.Message.Value);
            }
        }

        return values;
    }

    public ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
            worker?.Dispose();
        _producer.Dispose();
        _broker.Dispose();
        if (Environment.GetEnvironmentVariable("AUDITOPS_BANK_KEEP") != "1")
            Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private BankProcess StartBroker() => new(nameof(BankChildren.Serve_until_killed), new Dictionary<string, string>
    {
        [BankChildren.AddressVariable] = Address,
        [BankChildren.FolderVariable] = _folder,
    });

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
