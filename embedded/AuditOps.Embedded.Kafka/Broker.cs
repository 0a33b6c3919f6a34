using AuditOps.Embedded.Kafka.Groups;
using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Settings;
using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Transactions;
using Microsoft.Extensions.Logging;

namespace AuditOps.Embedded.Kafka;

/// <summary>What the handlers work on: the logs, the groups, the transactions, the clock.</summary>
internal sealed class Broker : IAsyncDisposable
{
    /// <summary>The one node there is.</summary>
    public const int NodeId = 1;

    private readonly ILogger _log;

    private Broker(BrokerOptions options, TimeProvider time, LogStore store, ILoggerFactory loggers)
    {
        Options = options;
        Time = time;
        _log = loggers.CreateLogger<Broker>();
        Store = store;
        Deadlines = new DeadlineQueue(time);
        Requests = new RequestBudget(options.MaxRequestBytesInFlight);
        Groups = new GroupRegistry(store, options, time, Deadlines, loggers.CreateLogger<GroupRegistry>());
        Transactions = new TransactionCoordinator(store, options, time, Deadlines, Groups, loggers.CreateLogger<TransactionCoordinator>());
        Authorizer = new Authorizer(options.SuperUsers, options.AllowEveryoneIfNoAclFound);
        Metadata = new MetadataLog(store);
        Acls = new AclRegistry(Metadata, Authorizer);
        Users = new ScramRegistry(Metadata);
        Settings = new BrokerSettings(Metadata, store);
        Metadata.Replay(Restore);
        Acls.Ready();
        Settings.Ready();
    }

    public BrokerOptions Options { get; }

    public TimeProvider Time { get; }

    public LogStore Store { get; }

    public DeadlineQueue Deadlines { get; }

    /// <summary>What large requests may hold while they arrive and are handled.</summary>
    public RequestBudget Requests { get; }

    public GroupRegistry Groups { get; }

    public TransactionCoordinator Transactions { get; }

    public Authorizer Authorizer { get; }

    public AclRegistry Acls { get; }

    /// <summary>Who may log in.</summary>
    public ScramRegistry Users { get; }

    /// <summary>What was set while the broker ran.</summary>
    public BrokerSettings Settings { get; }

    private MetadataLog Metadata { get; }

    public static Broker Open(BrokerOptions options, TimeProvider time, ILoggerFactory loggers) =>
        new(options, time, LogStore.Open(options.ToStoreOptions(), time, loggers), loggers);

    /// <summary>Makes a topic because a client asked about it. None when it is there afterwards.</summary>
    public KafkaError AutoCreate(string name)
    {
        var error = Store.CreateTopic(name, Options.DefaultPartitions, new Dictionary<string, string>(StringComparer.Ordinal), validateOnly: false, out _, out _);
        return error == KafkaError.TopicAlreadyExists ? KafkaError.None : error;
    }

    public void LoginFailed(string host) => Log.LoginFailed(_log, host);

    private void Restore(MetadataKey key, MetadataValue value)
    {
        switch (key.Kind)
        {
            case MetadataKey.BindingKind:
                Acls.Restore(key.Binding);
                break;
            case MetadataKey.CredentialKind:
                Users.Restore(key.Name, (ScramMechanism)key.Mechanism, new ScramCredential(value.Iterations, value.Salt ?? [], value.StoredKey ?? [], value.ServerKey ?? []));
                break;
            case MetadataKey.SettingKind:
                Settings.Restore(key.Scope, key.Name, value.Text ?? "");
                break;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Deadlines.DisposeAsync();
        Transactions.Dispose();
        Groups.Close();
        Metadata.Dispose();
        await Store.DisposeAsync();
    }
}
