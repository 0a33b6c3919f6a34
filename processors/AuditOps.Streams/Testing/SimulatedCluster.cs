using Confluent.Kafka;

namespace AuditOps.Streams.Testing;

/// <summary>
/// A Kafka cluster in memory, as far as the runtime can tell: partitions with last stable offset and markers, transactions with epochs and timeouts, groups with
/// generations. Everything happens in the calls of one thread; what the cluster does by itself (timeouts) happens in <see cref="Tick"/>.
/// </summary>
internal sealed partial class SimulatedCluster(SimulatedClusterOptions options, SimulatedTime time, IFaults faults)
{
    private readonly Dictionary<string, SimulatedPartition[]> _topics = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SimulatedGroup> _groups = new(StringComparer.Ordinal);
    private int _nextUnkeyed;

    public SimulatedClusterOptions Options => options;

    public SimulatedTime Time => time;

    public IFaults Faults => faults;

    public SimulatedEvents Events { get; } = new();

    /// <summary>Told what happens, for a run that is looked at closely.</summary>
    public Action<string>? Trace { get; set; }

    public IReadOnlyCollection<string> Topics => _topics.Keys;

    public void CreateTopic(string topic, int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        _topics.Add(topic, [.. Enumerable.Range(0, partitions).Select(partition => new SimulatedPartition(new TopicPartition(topic, partition)))]);
    }

    public bool HasTopic(string topic) => _topics.ContainsKey(topic);

    /// <exception cref="StreamsException">With <see cref="StreamsErrorCode.KafkaTransient"/>: there is no such topic, as far as a client can know not yet.</exception>
    public SimulatedPartition[] Partitions(string topic) =>
        _topics.TryGetValue(topic, out var partitions)
            ? partitions
            : throw new StreamsException(StreamsErrorCode.KafkaTransient, $"topic {topic} is unknown (UnknownTopicOrPart)");

    public SimulatedPartition Partition(TopicPartition partition)
    {
        var partitions = Partitions(partition.Topic);
        return partition.Partition.Value < partitions.Length
            ? partitions[partition.Partition.Value]
            : throw new StreamsException(StreamsErrorCode.KafkaTransient, $"{partition} does not exist (UnknownTopicOrPart)");
    }

    /// <summary>Where a record goes: where it says, else by its key as Kafka's clients do, else in turns.</summary>
    public SimulatedPartition Target(string topic, int partition, byte[]? key)
    {
        if (partition >= 0)
            return Partition(new TopicPartition(topic, partition));
        var partitions = Partitions(topic);
        return partitions[key is null ? (int)((uint)_nextUnkeyed++ % (uint)partitions.Length) : Murmur2.Partition(key, partitions.Length)];
    }

    public SimulatedGroup Group(string id)
    {
        if (!_groups.TryGetValue(id, out var group))
            _groups.Add(id, group = new SimulatedGroup(this, id));
        return group;
    }

    /// <summary>Lets the cluster notice that time has passed: silent members, rebalances that waited long enough, transactions that took too long.</summary>
    public void Tick()
    {
        foreach (var group in _groups.Values)
            group.Tick();
        ExpireTransactions();
    }

    public void Note(string text) => Trace?.Invoke($"{time.GetTimestamp() / TimeSpan.TicksPerMillisecond,8} ms  {text}");
}
