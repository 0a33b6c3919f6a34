using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using AuditOps.Warehouse.Rows;
using Confluent.Kafka;

namespace AuditOps.Processors.Sinks;

/// <summary>
/// Rows on their way into one table: built once, sent as often as needed. The token is a function of the offset ranges, so a repeat after a timeout of
/// unknown outcome is recognised by ClickHouse.
/// </summary>
internal sealed class SinkBatch : IDisposable
{
    private const int TokenBytes = 16;

    private readonly RowBinaryWriter _rows = new();
    private readonly List<SinkRecord> _records = [];
    private readonly List<RefusedRecord> _unwritable = [];
    private readonly Dictionary<TopicPartition, OffsetRange> _ranges = [];

    private int _unwritableBytes;

    public RowBinaryWriter Output => _rows;
    public int Rows => _rows.Rows;

    /// <summary>Bytes of the rows and of the records that have none.</summary>
    public int Bytes => _rows.Length + _unwritableBytes;

    public bool IsEmpty => _ranges.Count == 0;

    /// <summary>When its first record arrived, as a timestamp of the time provider.</summary>
    public long StartedAt { get; private set; }

    public IReadOnlyList<SinkRecord> Records => _records;

    /// <summary>Records that could not even become rows.</summary>
    public IReadOnlyList<RefusedRecord> Unwritable => _unwritable;

    /// <summary>Counts a record whose row has just been written to <see cref="Output"/>.</summary>
    public void AddRow(in SinkRecord record, long now)
    {
        Cover(record, now);
        _records.Add(record);
    }

    /// <summary>Counts a record that has no row, so that its letter and its offset go with the batch.</summary>
    public void AddUnwritable(in RefusedRecord refused, long now)
    {
        Cover(refused.Record, now);
        _unwritable.Add(refused);
        _unwritableBytes += refused.Record.Value?.Length ?? 0;
    }

    private void Cover(in SinkRecord record, long now)
    {
        if (IsEmpty)
            StartedAt = now;
        _ranges[record.Partition] = _ranges.TryGetValue(record.Partition, out var range) ? range with { Last = record.Offset } : new OffsetRange(record.Offset, record.Offset);
    }

    /// <summary>The bytes of rows <paramref name="from"/> (included) to <paramref name="to"/> (not included).</summary>
    public ReadOnlyMemory<byte> Slice(int from, int to) => _rows.Slice(from, to - from);

    /// <summary>Where the group continues once the batch is stored.</summary>
    public IEnumerable<TopicPartitionOffset> NextOffsets => _ranges.Select(range => new TopicPartitionOffset(range.Key, range.Value.Last + 1));

    /// <summary>
    /// Hash of the table, the sorted offset ranges, the first and last record and the length, and of the part when the batch is split. The records are in it
    /// because ClickHouse drops other bytes under a known token without a word, and a topic that was made anew counts its offsets from zero again.
    /// </summary>
    public string Token(string table, int from, int to)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(table));
        Span<byte> numbers = stackalloc byte[20];
        foreach (var (partition, range) in _ranges.OrderBy(range => range.Key.Topic, StringComparer.Ordinal).ThenBy(range => range.Key.Partition.Value))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(partition.Topic));
            BinaryPrimitives.WriteInt32BigEndian(numbers, partition.Partition.Value);
            BinaryPrimitives.WriteInt64BigEndian(numbers[4..], range.First);
            BinaryPrimitives.WriteInt64BigEndian(numbers[12..], range.Last);
            hash.AppendData(numbers);
        }

        hash.AppendData(_records[0].Value);
        hash.AppendData(_records[^1].Value);
        BinaryPrimitives.WriteInt32BigEndian(numbers, from);
        BinaryPrimitives.WriteInt32BigEndian(numbers[4..], to);
        BinaryPrimitives.WriteInt32BigEndian(numbers[8..], Bytes);
        hash.AppendData(numbers[..12]);

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, TokenBytes));
    }

    public void Clear()
    {
        _rows.Clear();
        _records.Clear();
        _ranges.Clear();
        _unwritable.Clear();
        _unwritableBytes = 0;
    }

    public void Dispose() => _rows.Dispose();
}
