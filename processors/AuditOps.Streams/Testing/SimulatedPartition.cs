using AuditOps.Streams.Runtime.Kafka;
using Confluent.Kafka;

namespace AuditOps.Streams.Testing;

/// <summary>
/// A partition's log: records and markers in offset order, with holes where compaction took something. Readers of committed records stop at the
/// last stable offset, as https://kafka.apache.org/documentation/#isolation.level describes.
/// </summary>
internal sealed class SimulatedPartition(TopicPartition name)
{
    private readonly List<SimulatedRecord> _records = [];
    private readonly List<SimulatedRecord> _history = [];
    private readonly Dictionary<SimulatedTransaction, long> _open = [];
    private readonly Dictionary<(long ProducerId, short Epoch), (int Sequence, long Offset)> _sequences = [];

    public TopicPartition Name => name;

    public IReadOnlyList<SimulatedRecord> Records => _records;

    /// <summary>Every record and marker there ever was, what compaction and retention took included: for checks that look at all of it.</summary>
    public IReadOnlyList<SimulatedRecord> History => _history;

    public long Start { get; private set; }

    /// <summary>The high watermark: the offset the next record will get.</summary>
    public long End { get; private set; }

    /// <summary>Everything below it is decided.</summary>
    public long LastStable => _open.Count == 0 ? End : _open.Values.Min();

    public long Append(byte[]? key, byte[]? value, Headers? headers, long timestampMs, SimulatedTransaction? transaction = null)
    {
        Add(new SimulatedRecord(End, key, value, headers, timestampMs, transaction, IsMarker: false));
        if (transaction is not null)
        {
            transaction.Partitions.Add(this);
            _open.TryAdd(transaction, End);
        }

        return End++;
    }

    /// <summary>Appends as an idempotent producer does: a sequence number seen before is answered with the offset it got then.</summary>
    public long AppendOnce(SimulatedProducerId producer, int sequence, in OutgoingRecord record, SimulatedTransaction? transaction)
    {
        var writer = (producer.Id, producer.Epoch);
        if (_sequences.TryGetValue(writer, out var last) && last.Sequence >= sequence)
            return last.Offset;
        var offset = Append(record.Key, record.Value, record.Headers, record.TimestampMs, transaction);
        _sequences[writer] = (sequence, offset);
        return offset;
    }

    public void AppendMarker(SimulatedTransaction transaction)
    {
        _open.Remove(transaction);
        Add(new SimulatedRecord(End++, null, null, null, 0, transaction, IsMarker: true));
    }

    /// <summary>The first record at or after an offset that a reader of committed records may see now.</summary>
    public SimulatedRecord? NextCommitted(long offset)
    {
        for (var i = IndexOf(offset); i < _records.Count; i++)
        {
            var record = _records[i];
            if (record.IsOpen)
                return null;
            if (record.IsCommitted)
                return record;
        }

        return null;
    }

    /// <summary>Retention: everything below the offset is gone.</summary>
    public void TruncateBefore(long offset)
    {
        Start = Math.Clamp(offset, Start, LastStable);
        _records.RemoveAll(record => record.Offset < Start);
    }

    /// <summary>Compaction: of what is decided, the last committed record of each key stays, tombstones among them. Offsets keep their holes.</summary>
    /// <param name="moveStart">Whether the log then begins at its first value, as it does when deletion works on the topic as well.</param>
    public void Compact(bool moveStart)
    {
        var stable = LastStable;
        var last = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var record in _records)
        {
            if (record.Offset < stable && record is { IsCommitted: true, Key: not null })
                last[Convert.ToHexString(record.Key)] = record.Offset;
        }

        _records.RemoveAll(record => record.Offset < stable &&
            (record.IsAborted || record.IsMarker || (record.Key is not null && last[Convert.ToHexString(record.Key)] != record.Offset)));
        if (!moveStart)
            return;
        // Tombstones at the beginning have nothing left to delete. Whoever stands before the new start must not miss that they were there.
        var kept = _records.FindIndex(record => record.Value is not null || record.Offset >= stable);
        _records.RemoveRange(0, kept < 0 ? _records.Count : kept);
        Start = _records.Count == 0 ? End : _records[0].Offset;
    }

    private void Add(SimulatedRecord record)
    {
        _records.Add(record);
        _history.Add(record);
    }

    private int IndexOf(long offset)
    {
        int low = 0, high = _records.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_records[middle].Offset < offset)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
