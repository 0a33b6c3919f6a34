using System.Globalization;
using System.Text;
using AuditOps.Streams.Runtime;
using AuditOps.Streams.Testing;
using Confluent.Kafka;

namespace AuditOps.Streams.Tests.Simulation;

/// <summary>I1: a store's committed base is the replay of its changelog's committed records up to the offset that the store claims, from the log itself.</summary>
internal static class StateCheck
{
    /// <summary>First byte of a window's key in the changelog of a window store; others hold its stream times.</summary>
    private const char WindowTag = '\0';

    public static void Run(SimulatedInstance instance, SimulatedCluster cluster)
    {
        foreach (var task in instance.Tasks.Where(task => task.State == TaskState.Running))
        {
            foreach (var slot in task.Stores)
            {
                var replay = Replay(cluster.Partition(slot.Changelog), slot.Next);
                var held = Held(slot.Store);
                if (!replay.SequenceEqual(held))
                {
                    var difference = replay.Except(held).Select(entry => "-" + entry).Concat(held.Except(replay).Select(entry => "+" + entry)).Take(6);
                    throw new InvariantException("I1", $"{instance.Name}: {slot.Changelog} up to {slot.Next} gives {replay.Count} entries, the store has {held.Count}: {string.Join(" ", difference)}");
                }
            }
        }
    }

    /// <summary>At the end every changelog stands for what the reference holds.</summary>
    public static void Final(SimulatedCluster cluster, SimulatedReference reference)
    {
        foreach (var (partition, seen) in reference.Seen)
        {
            var replay = Replay(cluster.Partition(new TopicPartition(SimulatedTopology.Changelogs[0], partition)), long.MaxValue);
            if (!replay.Keys.SequenceEqual(seen, StringComparer.Ordinal))
                throw new InvariantException("I1", $"partition {partition} remembers {replay.Count} ids instead of {seen.Count}");
        }

        // Windows have keys of more than one part; their values tell enough: how many windows there are, and how many orders in each.
        var counts = cluster.Partitions(SimulatedTopology.Changelogs[1]).SelectMany(partition => Replay(partition, long.MaxValue))
            .Where(entry => entry.Key[0] == WindowTag).Select(entry => entry.Value).Order(StringComparer.Ordinal);
        var expected = reference.Counts.Values.Select(count => count.ToString(CultureInfo.InvariantCulture)).Order(StringComparer.Ordinal);
        if (!counts.SequenceEqual(expected, StringComparer.Ordinal))
            throw new InvariantException("I1", $"the windows count {string.Join(" ", counts)} instead of {string.Join(" ", expected)}");
    }

    private static SortedDictionary<string, string> Replay(SimulatedPartition changelog, long end)
    {
        var state = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var record in changelog.History.Where(record => record.IsCommitted && record.Offset < end))
        {
            if (record.Value is null)
                state.Remove(Encoding.Latin1.GetString(record.Key!));
            else
                state[Encoding.Latin1.GetString(record.Key!)] = Encoding.Latin1.GetString(record.Value);
        }

        return state;
    }

    private static SortedDictionary<string, string> Held(IStateStore store)
    {
        var state = new SortedDictionary<string, string>(StringComparer.Ordinal);
        store.ForEachCommitted((key, value, _) => state.Add(Encoding.Latin1.GetString(key), Encoding.Latin1.GetString(value)));
        return state;
    }
}
