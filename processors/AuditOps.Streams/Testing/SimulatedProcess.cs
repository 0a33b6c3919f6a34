using AuditOps.Streams.Runtime.Kafka;
using Confluent.Kafka;

namespace AuditOps.Streams.Testing;

/// <summary>
/// A process that uses the cluster. Once killed it sends nothing more: its members fall silent, and its transactions stay open until they time out
/// or the next holder of the id ends them.
/// </summary>
internal sealed class SimulatedProcess(SimulatedCluster cluster, string group, string instance) : IKafkaAccess
{
    private readonly List<SimulatedSession> _sessions = [];

    public SimulatedCluster Cluster => cluster;

    public bool IsDead { get; private set; }

    public void Kill()
    {
        IsDead = true;
        cluster.Note($"process {instance} is killed");
    }

    /// <summary>Whether the group's coordinator, too, thinks that the partition is read here.</summary>
    public bool Owns(TopicPartition partition) => _sessions.Exists(session => session.Member is { } member && cluster.Group(group).Owns(member, partition));

    /// <summary>Makes the group forget its members now instead of after the session timeout.</summary>
    public void LeaveGroup()
    {
        foreach (var session in _sessions)
        {
            if (session.Member is { } member)
                cluster.Group(group).Leave(member);
        }
    }

    public IKafkaSession OpenSession(int worker)
    {
        var session = new SimulatedSession(this, group, cluster.Options.Transactional ? $"{group}-{instance}-{worker}" : null);
        _sessions.Add(session);
        return session;
    }

    public ITableReader OpenReader(string name) => new SimulatedReader(this);

    /// <exception cref="InvalidOperationException">A killed process still runs: a fault of the test.</exception>
    public void EnsureAlive()
    {
        if (IsDead)
            throw new InvalidOperationException($"Process {instance} has been killed and must not be stepped.");
    }
}
