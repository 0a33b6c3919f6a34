using AuditOps.Streams.Runtime.Kafka;
using Confluent.Kafka;

namespace AuditOps.Streams.Testing;

/// <summary>
/// <see cref="IKafkaSession"/> on a simulated cluster. It behaves as the client behind the Confluent adapter does where that is loose (late news of a
/// rebalance, acknowledgements at any time, lost answers), and it is strict where the seam is: a call that the seam forbids ends the test.
/// </summary>
internal sealed partial class SimulatedSession : IKafkaSession
{
    private readonly SimulatedProcess _process;
    private readonly SimulatedCluster _cluster;
    private readonly SimulatedGroup _group;
    private readonly string? _transactionalId;

    public SimulatedSession(SimulatedProcess process, string group, string? transactionalId)
    {
        _process = process;
        _cluster = process.Cluster;
        _group = _cluster.Group(group);
        _transactionalId = transactionalId;
        if (transactionalId is null)
        {
            _producer = _cluster.InitializeProducer(null);
            _condition = ProducerCondition.Usable;
        }
    }

    /// <summary>The member's name while it has one.</summary>
    public string? Member => _member?.Id;

    public IReadOnlyDictionary<TopicPartition, long> Committed(IReadOnlyCollection<TopicPartition> partitions)
    {
        Enter();
        if (_cluster.Faults.Strikes(FaultKind.CommittedFailed))
            throw Transient("asking for committed offsets");
        var offsets = new Dictionary<TopicPartition, long>();
        foreach (var partition in partitions)
        {
            var offset = _member is { } member && _owned.ContainsKey(partition) && _group.Owns(member.Id, partition)
                ? _group.Begin(partition, member.Id)
                : _group.StableOffset(partition);
            offsets[partition] = offset ?? throw Transient($"the committed offset of {partition} is not stable (UnstableOffsetCommit)");
        }

        return offsets;
    }

    public long? Lag(TopicPartition partition, long position) =>
        position < 0 ? null : Math.Max(0, _cluster.Partition(partition).LastStable - position);

    public void Dispose()
    {
        if (_process.IsDead)
            return;
        if (_owned.Count > 0)
            _listener?.OnRevoked([.. _owned.Keys]);
        _owned.Clear();
        if (_member is { } member)
            _group.Leave(member.Id);
        _member = null;
    }

    /// <summary>Every call takes a moment, in which the cluster goes on too, and keeps the member alive.</summary>
    private void Enter()
    {
        _process.EnsureAlive();
        _cluster.Time.Advance(_cluster.Options.CallTime);
        if (_member is { } member)
            _group.Heartbeat(member.Id);
        _cluster.Tick();
    }

    private static StreamsException Transient(string action) => new(StreamsErrorCode.KafkaTransient, $"{action}: no answer (injected)");
}
