using System.Text;
using AuditOps.Embedded.Kafka;
using AuditOps.Embedded.Kafka.Wire.Messages;
using AuditOps.Kafka;
using AuditOps.Streams.Runtime.Kafka;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditOps.Streams.Tests.Simulation.Contract;

/// <summary>The contract's ground with the real client and a real broker on a free port.</summary>
internal sealed class BrokerBed : ISeamBed
{
    /// <summary>Short, because a test waits for it.</summary>
    private static readonly TimeSpan TransactionTimeout = TimeSpan.FromSeconds(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("auditops-seam-").FullName;
    private BrokerServer _broker = null!;
    private IAdminClient? _admin;
    private IProducer<string, string>? _producer;
    private Task _restart = Task.CompletedTask;

    public async Task CreateTopicAsync(string topic, int partitions)
    {
        if (_admin is null)
        {
            _broker = await StartAsync(port: 0);
            _admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = _broker.BootstrapServers }).Build();
            _producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = _broker.BootstrapServers, LingerMs = 0 }).Build();
        }

        await _admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = partitions, ReplicationFactor = 1 }]);
    }

    public void Publish(string topic, int partition, params string[] values)
    {
        foreach (var value in values)
            _producer!.Produce(new TopicPartition(topic, partition), new Message<string, string> { Key = value, Value = value });
        _producer!.Flush(TimeSpan.FromSeconds(20));
    }

    public IKafkaAccess Access(string group, string instance)
    {
        var clients = new KafkaClientFactory(
            new KafkaOptions { BootstrapServers = _broker.BootstrapServers, SessionTimeout = TimeSpan.FromSeconds(6) }, NullLoggerFactory.Instance);
        var options = new StreamsOptions { GroupId = group, Instance = instance, TransactionTimeout = TransactionTimeout, RequestTimeout = TimeSpan.FromSeconds(2) };
        return new KafkaAccess(options, isCoPartitioned: true, clients, TimeProvider.System, NullLogger.Instance);
    }

    public void Pass() => Thread.Sleep(20);

    public bool IsOverdue(int passes) => passes > 1000;

    public void ExpelMembers(string group)
    {
        var groups = _broker.Broker.Groups;
        List<LeavingMember> members;
        lock (groups.Gate)
            members = [.. groups.Find(group)!.Members.Select(member => new LeavingMember { MemberId = member.Id })];
        groups.Membership.Leave(new LeaveGroupRequest { GroupId = group, Members = members });
    }

    public async Task InterruptAsync()
    {
        var port = _broker.Port;
        await _broker.DisposeAsync();
        // Back while the caller is in its commit.
        _restart = Task.Run(async () =>
        {
            await Task.Delay(500);
            _broker = await StartAsync(port);
        });
    }

    public async Task TruncateAsync(string topic, int partition, long offset) =>
        await _admin!.DeleteRecordsAsync([new TopicPartitionOffset(topic, partition, offset)]);

    public void OutlastTransaction() => Thread.Sleep(TransactionTimeout + TimeSpan.FromSeconds(1));

    public async ValueTask DisposeAsync()
    {
        await _restart;
        _producer?.Dispose();
        _admin?.Dispose();
        await _broker.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private Task<BrokerServer> StartAsync(int port) =>
        BrokerServer.StartAsync(new BrokerOptions { DataDirectory = _folder, Port = port }, TimeProvider.System, NullLoggerFactory.Instance);
}
