using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Warehouse;
using Confluent.Kafka;

namespace AuditOps.Processors.Sinks;

/// <summary>
/// Rows on their way into one table, ordered by partition and offset whatever order they came in: a plan that is carried out a second time gives the same rows
/// at the same places.
/// </summary>
internal sealed partial class SinkBatch : IDisposable
{
    private const int TokenBytes = 16;

    private readonly SortedDictionary<int, SinkPart> _parts = [];

    /// <summary>Records with rows.</summary>
    public int Units { get; private set; }

    /// <summary>Records, those without rows included.</summary>
    public int Records { get; private set; }

    /// <summary>Bytes of the rows and of the records that have none.</summary>
    public int Bytes { get; private set; }

    public bool IsEmpty => Records == 0;

    /// <summary>When its first record arrived, as a timestamp of the time provider.</summary>
    public long StartedAt { get; private set; }

    /// <summary>Timestamp of the oldest record in it.</summary>
    public DateTimeOffset OldestAt { get; private set; } = DateTimeOffset.MaxValue;

    public IEnumerable<SinkPart> Parts => _parts.Values.Where(part => !part.IsEmpty);

    /// <summary>Turns a record into rows, or into a refused record that goes with the batch.</summary>
    /// <returns>False when it has to wait for its schema; nothing of it stays then.</returns>
    public bool TryTake(SinkTable table, in SinkRecord record, long epoch, long now, out string waitsFor)
    {
        waitsFor = "";
        try
        {
            Add(table, record, epoch, now);
        }
        catch (UnknownSchemaException e)
        {
            waitsFor = e.Message;
            return false;
        }
        catch (AvroException e)
        {
            AddUnwritable(new RefusedRecord(record, DeadLetterCode.EventUndecodable, e.Message), epoch, now);
        }
        catch (WarehouseException e)
        {
            AddUnwritable(new RefusedRecord(record, DeadLetterCode.RowRefused, e.Message), epoch, now);
        }

        return true;
    }

    private void Add(SinkTable table, in SinkRecord record, long epoch, long now)
    {
        var part = PartOf(record.Partition);
        var (first, bytes) = (part.Rows.Rows, part.Rows.Length);
        var count = table.WriteRows(record, epoch, part.Rows);
        Cover(part, record, epoch, now);
        part.Units.Add(new SinkUnit(record, first, part.Rows.Rows - first, count));
        Units++;
        Bytes += part.Rows.Length - bytes;
    }

    private void AddUnwritable(in RefusedRecord refused, long epoch, long now)
    {
        var part = PartOf(refused.Record.Partition);
        Cover(part, refused.Record, epoch, now);
        part.Unwritable.Add(refused);
        Bytes += refused.Record.Value?.Length ?? 0;
    }

    /// <summary>The plan that names exactly this batch.</summary>
    public SinkPlan Plan(SinkTable table, DateTimeOffset now)
    {
        var ranges = Parts.Select(part => new SinkRange(part.Partition.Partition.Value, part.Epoch, part.From, part.To)).ToArray();
        return new SinkPlan
        {
            Sink = table.Name,
            Topic = table.Topic,
            Token = TokenOf(table, ranges),
            Ranges = ranges,
            Records = Records,
            PlannedAt = now,
            Counts = CountsOf(table, now),
        };
    }

    /// <summary>The bytes of the rows of units <paramref name="from"/> (included) to <paramref name="to"/> (not included), in the order of the batch.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Pieces(int from, int to)
    {
        var pieces = new List<ReadOnlyMemory<byte>>();
        var before = 0;
        foreach (var part in Parts)
        {
            var first = Math.Max(from - before, 0);
            var end = Math.Min(to - before, part.Units.Count);
            if (first < end)
            {
                var (start, last) = (part.Units[first], part.Units[end - 1]);
                pieces.Add(part.Rows.Slice(start.FirstRow, last.FirstRow + last.Rows - start.FirstRow));
            }

            before += part.Units.Count;
        }

        return pieces;
    }

    public SinkUnit UnitAt(int index)
    {
        foreach (var part in Parts)
        {
            if (index < part.Units.Count)
                return part.Units[index];
            index -= part.Units.Count;
        }

        throw new ArgumentOutOfRangeException(nameof(index));
    }

    public void Clear()
    {
        foreach (var part in _parts.Values)
            part.Clear();
        Units = Records = Bytes = 0;
        OldestAt = DateTimeOffset.MaxValue;
    }

    public void Dispose()
    {
        foreach (var part in _parts.Values)
            part.Dispose();
    }

    private SinkPart PartOf(TopicPartition partition)
    {
        if (!_parts.TryGetValue(partition.Partition.Value, out var part))
            _parts.Add(partition.Partition.Value, part = new SinkPart(partition));
        return part;
    }

    private void Cover(SinkPart part, in SinkRecord record, long epoch, long now)
    {
        if (IsEmpty)
            StartedAt = now;
        if (record.At < OldestAt)
            OldestAt = record.At;
        part.Cover(record.Offset, epoch);
        Records++;
    }

    /// <summary>A function of the table and the ranges with their epochs: ClickHouse drops other bytes under a known token without a word.</summary>
    private static string TokenOf(SinkTable table, ReadOnlySpan<SinkRange> ranges)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{table.Table}\0{table.Topic}\0"));
        Span<byte> numbers = stackalloc byte[28];
        foreach (var range in ranges)
        {
            BinaryPrimitives.WriteInt32BigEndian(numbers, range.Partition);
            BinaryPrimitives.WriteInt64BigEndian(numbers[4..], range.Epoch);
            BinaryPrimitives.WriteInt64BigEndian(numbers[12..], range.From);
            BinaryPrimitives.WriteInt64BigEndian(numbers[20..], range.To);
            hash.AppendData(numbers);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, TokenBytes));
    }
}
