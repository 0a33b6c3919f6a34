using Confluent.Kafka;

namespace AuditOps.Streams.Testing;

/// <summary>One transaction: what it has written where, and the group offsets that become visible with it.</summary>
internal sealed class SimulatedTransaction(int id, string transactionalId, TimeSpan startedAt)
{
    /// <summary>Number of the transaction in this log, for traces and for checking that a batch is seen whole.</summary>
    public int Id => id;

    public string TransactionalId => transactionalId;

    /// <summary>Time since the start of the simulation.</summary>
    public TimeSpan StartedAt => startedAt;

    public TransactionState State { get; private set; }

    public HashSet<SimulatedPartition> Partitions { get; } = [];

    /// <summary>Invisible until the commit; a reader that wants stable offsets waits for them.</summary>
    public Dictionary<(string Group, TopicPartition Partition), long> Offsets { get; } = [];

    /// <summary>The member whose metadata the offsets came with.</summary>
    public string? Member { get; set; }

    public void End(TransactionState state)
    {
        State = state;
        foreach (var partition in Partitions)
            partition.AppendMarker(this);
    }

    public override string ToString() => $"txn {id} of {transactionalId}";
}
