using Confluent.Kafka;

namespace AuditOps.Streams.Testing;

/// <summary>A group member as its coordinator knows it.</summary>
internal sealed class SimulatedMember(string id, IReadOnlyList<string> topics)
{
    public string Id => id;

    public IReadOnlyList<string> Topics => topics;

    /// <summary>When it was last heard of, as time since the start.</summary>
    public TimeSpan HeardOf { get; set; }

    /// <summary>Whether it has answered the rebalance under way.</summary>
    public bool HasJoined { get; set; }

    /// <summary>What it said it still held when it joined; nothing under the eager protocol.</summary>
    public HashSet<TopicPartition> Held { get; } = [];

    public List<TopicPartition> Assignment { get; set; } = [];
}
