using AuditOps.Kafka;
using Confluent.Kafka;

namespace AuditOps.Collectors.Import.Runs;

/// <summary>
/// How far consumer groups are from given ends of a topic. Offsets alone do not tell: a partition written in transactions ends in markers that no reader is given
/// and no group commits past, so where a group stands still, a committed-only reader looks whether a record is left before the end.
/// </summary>
internal sealed class GroupProgress : IDisposable
{
    private static readonly TimeSpan CallDeadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PeekDeadline = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PollStep = TimeSpan.FromMilliseconds(100);

    private readonly IConsumer<byte[], byte[]>[] _groups;
    private readonly IConsumer<byte[], byte[]> _reader;
    private readonly TopicPartition[] _partitions;
    private readonly IReadOnlyList<long> _ends;
    private readonly long[] _reached;
    private readonly long[] _peeked;
    private readonly TimeProvider _time;

    /// <param name="groups">Groups of which one reads the topic; the one that is furthest counts.</param>
    /// <param name="ends">Offsets to reach, by partition.</param>
    public GroupProgress(KafkaClientFactory clients, IReadOnlyList<string> groups, string topic, IReadOnlyList<long> ends, TimeProvider time)
    {
        _groups = [.. groups.Select(group => clients.Consumer(group, "auditops-import-wait", AutoOffsetReset.Earliest))];
        _reader = clients.Consumer("auditops.import-reader", "auditops-import-wait", AutoOffsetReset.Earliest);
        _partitions = [.. ends.Select((_, index) => new TopicPartition(topic, index))];
        _ends = ends;
        _reached = new long[ends.Count];
        _peeked = [.. Enumerable.Repeat(-1L, ends.Count)];
        _time = time;
    }

    /// <returns>Offsets still to go, 0 when nothing is left; -1 when Kafka does not say.</returns>
    public long Behind()
    {
        var standing = new List<TopicPartitionOffset>();
        try
        {
            var before = (long[])_reached.Clone();
            foreach (var group in _groups)
            {
                foreach (var committed in group.Committed(_partitions, CallDeadline)) _reached[committed.Partition.Value] = Math.Max(_reached[committed.Partition.Value], committed.Offset.Value);
            }

            for (var index = 0; index < before.Length; index++)
            {
                // Only a position that stands still is worth a look, and only once.
                if (_reached[index] < _ends[index] && _reached[index] == before[index] && _peeked[index] != before[index]) standing.Add(new TopicPartitionOffset(_partitions[index], before[index]));
            }
        }
        catch (KafkaException exception) when (!exception.Error.IsFatal)
        {
            // The broker or the coordinator is away for a moment: not there yet.
            return -1;
        }

        if (standing.Count > 0) Peek(standing);
        var behind = 0L;
        for (var index = 0; index < _reached.Length; index++) behind += Math.Max(0, _ends[index] - _reached[index]);
        return behind;
    }

    public void Dispose()
    {
        foreach (var group in _groups) group.Dispose();
        _reader.Dispose();
    }

    /// <summary>Moves positions to the end where only markers and aborted records are left before it.</summary>
    private void Peek(List<TopicPartitionOffset> at)
    {
        _reader.Assign(at);
        var open = at.ToDictionary(position => position.Partition.Value, position => position.Offset.Value);
        var began = _time.GetTimestamp();
        while (open.Count > 0 && _time.GetElapsedTime(began) < PeekDeadline)
        {
            if (Poll() is not { } found || !open.TryGetValue(found.Partition.Value, out var position)) continue;
            var index = found.Partition.Value;
            if (found.Offset.Value >= _ends[index]) _reached[index] = _ends[index];
            else if (!found.IsPartitionEOF) _peeked[index] = position;
            // An end event before the end is an open transaction: looked at again next time.
            open.Remove(index);
        }

        _reader.Unassign();
    }

    private ConsumeResult<byte[], byte[]>? Poll()
    {
        try
        {
            return _reader.Consume(PollStep);
        }
        catch (ConsumeException exception) when (!exception.Error.IsFatal)
        {
            // The broker is away for a moment; the position is looked at again.
            return null;
        }
    }
}
