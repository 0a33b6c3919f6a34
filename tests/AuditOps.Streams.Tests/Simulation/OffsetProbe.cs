using AuditOps.Streams.Testing;
using Confluent.Kafka;

namespace AuditOps.Streams.Tests.Simulation;

/// <summary>
/// I3, seen from inside one process: a task handles the record after the last one, or begins again at what the group has committed. Anything else is a record
/// skipped or done twice within one life of the state.
/// </summary>
internal sealed class OffsetProbe(SimulatedProcess process, string group)
{
    private readonly SimulatedCluster _cluster = process.Cluster;
    private readonly Dictionary<TopicPartition, long> _last = [];

    public long Rewinds { get; private set; }

    public void Handles(string topic, int number, long offset)
    {
        var partition = new TopicPartition(topic, number);
        if (_last.TryGetValue(partition, out var last) && IsNext(partition, last + 1, offset))
        {
            _last[partition] = offset;
            return;
        }

        var committed = Math.Max(0, _cluster.Group(group).Offsets.GetValueOrDefault(partition, -1));
        // One that was thrown out without knowing may start from where it was; what it does will be refused.
        if (!IsNext(partition, committed, offset) && process.Owns(partition))
            throw new InvariantException("I3", $"{partition} is handled at {offset}; it was {(_last.ContainsKey(partition) ? $"at {last}" : "not begun")}, and {committed} is committed");
        if (_last.ContainsKey(partition))
            Rewinds++;
        _last[partition] = offset;
    }

    /// <summary>Whether a record is the next that a step is given. One that cannot be decoded is given to none; one that fails is given once and buried at its next turn.</summary>
    private bool IsNext(TopicPartition name, long from, long offset)
    {
        var partition = _cluster.Partition(name);
        while (partition.NextCommitted(from) is { } record)
        {
            if (record.Offset == offset)
                return true;
            if (!record.Value.AsSpan().StartsWith("bad"u8) && !record.Value.AsSpan().EndsWith("spoil"u8))
                return false;
            from = record.Offset + 1;
        }

        return false;
    }
}
