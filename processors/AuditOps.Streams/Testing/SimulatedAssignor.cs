using Confluent.Kafka;

namespace AuditOps.Streams.Testing;

/// <summary>
/// Hands out partitions as the range assignor does: partition n of every topic to the same member. Under the cooperative protocol a partition that
/// another member still holds is given to nobody until it has been let go.
/// </summary>
internal static class SimulatedAssignor
{
    public static void Assign(IReadOnlyList<SimulatedMember> members, SimulatedCluster cluster, bool cooperative)
    {
        foreach (var member in members)
            member.Assignment = [];
        foreach (var topic in members.SelectMany(member => member.Topics).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (!cluster.HasTopic(topic))
                continue;
            var takers = members.Where(member => member.Topics.Contains(topic)).ToList();
            var partitions = cluster.Partitions(topic).Length;
            for (var partition = 0; partition < partitions; partition++)
                Give(new TopicPartition(topic, partition), takers[TakerOf(partition, partitions, takers.Count)], members, cooperative);
        }
    }

    private static void Give(TopicPartition partition, SimulatedMember taker, IReadOnlyList<SimulatedMember> members, bool cooperative)
    {
        if (cooperative && members.Any(member => member != taker && member.Held.Contains(partition)))
            return;
        taker.Assignment.Add(partition);
    }

    /// <summary>The first members take one partition more when they do not come out even.</summary>
    private static int TakerOf(int partition, int partitions, int takers)
    {
        var each = partitions / takers;
        var more = partitions % takers;
        var atLarge = more * (each + 1);
        return partition < atLarge ? partition / (each + 1) : more + ((partition - atLarge) / each);
    }
}
