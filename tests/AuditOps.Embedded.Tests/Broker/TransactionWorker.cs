using System.Globalization;
using Confluent.Kafka;

namespace AuditOps.Embedded.Tests.Broker;

/// <summary>Where a worker's transaction is; read by whoever kills the broker.</summary>
internal enum TransactionPhase
{
    Between,
    Producing,
    SendingOffsets,
    Committing,
    Aborting,
    Recovering,
}

/// <summary>
/// Runs transactions until told to stop: one record into each of several partitions, all with the transaction's number, and that number as the group's offset.
/// Whatever breaks, it makes a new producer and goes on with the next number.
/// </summary>
internal sealed class TransactionWorker(string bootstrap, string topic, int partitions, string id, int seed, TimeSpan transactionTimeout)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private int _phase;
    private long _number;
    private long _committedCount;
    private IConsumer<string, string>? _group;
    private volatile bool _stopping;

    public string Id => id;

    public TransactionPhase Phase => (TransactionPhase)Volatile.Read(ref _phase);

    /// <summary>Transactions whose commit was acknowledged.</summary>
    public HashSet<long> Committed { get; } = [];

    /// <summary>Transactions that were aborted on purpose, the abort acknowledged.</summary>
    public HashSet<long> Aborted { get; } = [];

    public long CommittedCount => Interlocked.Read(ref _committedCount);

    public void Stop() => _stopping = true;

    public void Run()
    {
        var random = new Random(seed);
        while (!_stopping)
        {
            try
            {
                Enter(TransactionPhase.Recovering);
                using var producer = Open();
                producer.InitTransactions(s_limit);
                while (!_stopping) RunOne(producer, random);
            }
            catch (KafkaException)
            {
                // The broker is down or has fenced this producer: the next one takes over.
            }
        }
        Enter(TransactionPhase.Between);
        _group?.Dispose();
    }

    private void RunOne(IProducer<string, string> producer, Random random)
    {
        var number = ++_number;
        Enter(TransactionPhase.Producing);
        producer.BeginTransaction();
        for (var partition = 0; partition < partitions; partition++)
        {
            producer.Produce(
                new TopicPartition(topic, partition),
                new Message<string, string> { Key = id, Value = number.ToString(CultureInfo.InvariantCulture) });
        }
        Enter(TransactionPhase.SendingOffsets);
        producer.SendOffsetsToTransaction([new TopicPartitionOffset(topic, 0, number)], Group(), s_limit);
        if (random.Next(5) == 0)
        {
            producer.Flush(s_limit);
            Enter(TransactionPhase.Aborting);
            producer.AbortTransaction(s_limit);
            Aborted.Add(number);
        }
        else
        {
            Enter(TransactionPhase.Committing);
            producer.CommitTransaction(s_limit);
            Committed.Add(number);
            Interlocked.Increment(ref _committedCount);
        }
        Enter(TransactionPhase.Between);
    }

    /// <summary>A group of the worker's own without members: its offset is that of the last committed transaction.</summary>
    private IConsumerGroupMetadata Group()
    {
        _group ??= new ConsumerBuilder<string, string>(new ConsumerConfig { BootstrapServers = bootstrap, GroupId = id }).Build();
        return _group.ConsumerGroupMetadata;
    }

    private void Enter(TransactionPhase phase) => Volatile.Write(ref _phase, (int)phase);

    private IProducer<string, string> Open() => new ProducerBuilder<string, string>(new ProducerConfig
    {
        BootstrapServers = bootstrap,
        TransactionalId = id,
        TransactionTimeoutMs = (int)transactionTimeout.TotalMilliseconds,
        MessageTimeoutMs = (int)transactionTimeout.TotalMilliseconds,
        SocketTimeoutMs = 3000,
        ReconnectBackoffMs = 20,
        ReconnectBackoffMaxMs = 100,
        RetryBackoffMs = 20,
        LingerMs = 0,
    }).SetLogHandler(static (_, _) => { }).SetErrorHandler(static (_, _) => { }).Build();
}
