using AuditOps.Embedded.Kafka.Groups;
using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Transactions;
using Microsoft.Extensions.Logging;

namespace AuditOps.Embedded.Kafka;

/// <summary>What the handlers work on: the logs, the groups, the transactions, the clock.</summary>
internal sealed class Broker : IAsyncDisposable
{
    /// <summary>The one node there is.</summary>
    public const int NodeId = 1;

    private Broker(BrokerOptions options, TimeProvider time, LogStore store, ILoggerFactory loggers)
    {
        Options = options;
        Time = time;
        Store = store;
        Deadlines = new DeadlineQueue(time);
        Requests = new RequestBudget(options.MaxRequestBytesInFlight);
        Groups = new GroupRegistry(store, options, time, Deadlines, loggers.CreateLogger<GroupRegistry>());
        Transactions = new TransactionCoordinator(store, options, time, Deadlines, Groups, loggers.CreateLogger<TransactionCoordinator>());
    }

    public BrokerOptions Options { get; }

    public TimeProvider Time { get; }

    public LogStore Store { get; }

    public DeadlineQueue Deadlines { get; }

    /// <summary>What large requests may hold while they arrive and are handled.</summary>
    public RequestBudget Requests { get; }

    public GroupRegistry Groups { get; }

    public TransactionCoordinator Transactions { get; }

    /// <summary>The address clients are told.</summary>
    public string AdvertisedHost { get; set; } = "127.0.0.1";

    public int Port { get; set; }

    public static Broker Open(BrokerOptions options, TimeProvider time, ILoggerFactory loggers) =>
        new(options, time, LogStore.Open(options.ToStoreOptions(), time, loggers), loggers);

    /// <summary>Makes a topic because a client asked about it. None when it is there afterwards.</summary>
    public KafkaError AutoCreate(string name)
    {
        var error = Store.CreateTopic(name, Options.DefaultPartitions, new Dictionary<string, string>(StringComparer.Ordinal), validateOnly: false, out _, out _);
        return error == KafkaError.TopicAlreadyExists ? KafkaError.None : error;
    }

    public async ValueTask DisposeAsync()
    {
        await Deadlines.DisposeAsync();
        Transactions.Dispose();
        Groups.Close();
        await Store.DisposeAsync();
    }
}
