using Confluent.Kafka;

namespace AuditOps.Streams.Runtime;

/// <summary>A store of a task with its place in the changelog.</summary>
internal sealed class StoreSlot
{
    private Acknowledgements _acknowledgements = new();
    private long _late;

    public StoreSlot(IStateStore store, TopicPartition changelog)
    {
        Store = store;
        Changelog = changelog;
        Delivered = _acknowledgements.Take;
    }

    public IStateStore Store { get; }

    public TopicPartition Changelog { get; }

    /// <summary>Takes the offset of an acknowledged changelog record of the running transaction; on a thread of the client.</summary>
    public Action<long> Delivered { get; private set; }

    /// <summary>The committed base holds every committed changelog record below this offset; -1 when nothing was restored yet.</summary>
    public long Next { get; set; } = -1;

    /// <summary>What <see cref="Next"/> was when the last snapshot was written or read.</summary>
    public long SnapshotNext { get; set; } = -1;

    /// <summary>When that was.</summary>
    public DateTimeOffset SnapshotAt { get; set; }

    /// <summary>Values that the store has refused since the last call.</summary>
    public long TakeLate()
    {
        var late = Store.Late;
        var fresh = Math.Max(0, late - _late);
        _late = late;
        return fresh;
    }

    public void Merge()
    {
        Store.Merge();
        Next = Math.Max(Next, _acknowledgements.Last + 1);
    }

    public void Drop()
    {
        Store.Drop();
        // What was acknowledged is void: a restore must not begin behind records that others may have written before it. What is acknowledged later, of
        // records that were under way when the transaction was aborted, still goes to the old place, which nobody reads.
        _acknowledgements = new Acknowledgements();
        Delivered = _acknowledgements.Take;
    }

    /// <summary>The highest acknowledged offset between two aborts.</summary>
    private sealed class Acknowledgements
    {
        private long _last = -1;

        public long Last => Interlocked.Read(ref _last);

        public void Take(long offset)
        {
            if (offset > Interlocked.Read(ref _last))
                Interlocked.Exchange(ref _last, offset);
        }
    }
}
