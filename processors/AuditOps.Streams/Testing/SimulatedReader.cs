using AuditOps.Streams.Runtime.Kafka;
using Confluent.Kafka;

namespace AuditOps.Streams.Testing;

/// <summary><see cref="ITableReader"/> on a simulated cluster.</summary>
internal sealed class SimulatedReader(SimulatedProcess process) : ITableReader
{
    private readonly SimulatedCluster _cluster = process.Cluster;
    private readonly Dictionary<TopicPartition, FetchPosition> _positions = [];

    public void Assign(IReadOnlyCollection<TopicPartitionOffset> partitions)
    {
        Enter();
        _positions.Clear();
        foreach (var start in partitions)
        {
            var offset = start.Offset == Offset.Beginning ? _cluster.Partition(start.TopicPartition).Start : start.Offset.Value;
            _positions[start.TopicPartition] = new FetchPosition { Next = offset };
        }
    }

    public void Poll(TimeSpan maxWait, int maxRecords, List<KafkaRecord> into, List<TopicPartitionOffset> ended, List<TopicPartition> outOfRange)
    {
        Enter();
        if (_cluster.Faults.Strikes(FaultKind.ReaderFailed))
            throw new StreamsException(StreamsErrorCode.KafkaTransient, "reading: no answer (injected)");
        foreach (var (name, position) in _positions)
        {
            if (into.Count >= maxRecords)
                return;
            if (!position.IsPaused)
                Fetch(name, position, maxRecords, into, ended, outOfRange);
        }
    }

    public long? End(TopicPartition partition) => _cluster.Partition(partition).End;

    public int PartitionCount(string topic)
    {
        Enter();
        return _cluster.Partitions(topic).Length;
    }

    public void Dispose() => _positions.Clear();

    private void Fetch(
        TopicPartition name, FetchPosition position, int most, List<KafkaRecord> into, List<TopicPartitionOffset> ended, List<TopicPartition> outOfRange)
    {
        var partition = _cluster.Partition(name);
        var next = position.Next!.Value;
        if (next < partition.Start || next > partition.End)
        {
            _cluster.Events.OutOfRange++;
            position.IsPaused = true;
            outOfRange.Add(name);
            return;
        }

        while (into.Count < most && partition.NextCommitted(next) is { } record)
        {
            into.Add(new KafkaRecord(name, record.Offset, record.TimestampMs, record.Key, record.Value, record.Headers));
            next = record.Offset + 1;
        }

        position.Next = next;
        if (into.Count >= most || partition.NextCommitted(next) is not null)
            return;
        position.Next = Math.Max(next, partition.LastStable);
        // Behind an undecided transaction there may be decided records: this is not the end.
        if (position.Next < partition.End || position.ToldEnd == position.Next)
            return;
        position.ToldEnd = position.Next.Value;
        ended.Add(new TopicPartitionOffset(name, position.ToldEnd));
    }

    private void Enter()
    {
        process.EnsureAlive();
        _cluster.Time.Advance(_cluster.Options.CallTime);
        _cluster.Tick();
    }
}
