using Confluent.Kafka;

namespace AuditOps.Streams.Runtime;

/// <summary>A store of a task with its place in the changelog.</summary>
internal sealed class StoreSlot
{
    private long _acknowledged = -1;

    public StoreSlot(IStateStore store, TopicPartition changelog)
    {
        Store = store;
        Changelog = changelog;
        Delivered = Acknowledge;
    }

    public IStateStore Store { get; }

    public TopicPartition Changelog { get; }

    /// <summary>Takes the offset of an acknowledged changelog record; on a thread of the client.</summary>
    public Action<long> Delivered { get; }

    /// <summary>The committed base holds every committed changelog record below this offset; -1 when nothing was restored yet.</summary>
    public long Next { get; set; } = -1;

    /// <summary>What <see cref="Next"/> was when the last snapshot was written or read.</summary>
    public long SnapshotNext { get; set; } = -1;

    public void Merge()
    {
        Store.Merge();
        Next = Math.Max(Next, Interlocked.Read(ref _acknowledged) + 1);
    }

    public void Drop()
    {
        Store.Drop();
        // What was acknowledged is void: a restore must not begin behind records that others may have written before it.
        Interlocked.Exchange(ref _acknowledged, -1);
    }

    private void Acknowledge(long offset)
    {
        if (offset > Interlocked.Read(ref _acknowledged))
            Interlocked.Exchange(ref _acknowledged, offset);
    }
}
