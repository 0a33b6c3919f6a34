using AuditOps.Warehouse.Rows;
using Confluent.Kafka;

namespace AuditOps.Processors.Sinks;

/// <summary>One partition's share of a batch, in the order of its offsets.</summary>
internal sealed class SinkPart(TopicPartition partition) : IDisposable
{
    public TopicPartition Partition { get; } = partition;

    public long Epoch { get; private set; }

    /// <summary>First offset, and the one after the last; both -1 while the part is empty.</summary>
    public long From { get; private set; } = -1;

    /// <inheritdoc cref="From"/>
    public long To { get; private set; } = -1;

    public bool IsEmpty => From < 0;

    public RowBinaryWriter Rows { get; } = new();

    public List<SinkUnit> Units { get; } = [];

    /// <summary>Records that could not even become rows.</summary>
    public List<RefusedRecord> Unwritable { get; } = [];

    public int Records => Units.Count + Unwritable.Count;

    /// <summary>How many units have an offset below this one.</summary>
    public int UnitsBefore(long offset)
    {
        var (low, high) = (0, Units.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Units[middle].Record.Offset < offset)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    public void Cover(long offset, long epoch)
    {
        if (IsEmpty)
            (From, Epoch) = (offset, epoch);
        To = offset + 1;
    }

    public void Clear()
    {
        From = To = -1;
        Rows.Clear();
        Units.Clear();
        Unwritable.Clear();
    }

    public void Dispose() => Rows.Dispose();
}
