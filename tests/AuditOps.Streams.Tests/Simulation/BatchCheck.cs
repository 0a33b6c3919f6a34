using System.Text;
using AuditOps.Streams.Testing;
using Confluent.Kafka;

namespace AuditOps.Streams.Tests.Simulation;

/// <summary>
/// I2: each committed transaction is looked at as a whole. What it wrote must be exactly what the input between its offsets and the ones before gives, and its
/// changelog must belong to partitions whose offsets it moves. Every output carries the coordinates of its first source in a header.
/// </summary>
internal sealed class BatchCheck(SimulatedCluster cluster, string group)
{
    public const string SourceHeader = "src";

    private static readonly string[] Outputs = ["mid", "out", "dead"];

    private readonly Dictionary<TopicPartition, long> _committed = [];
    private readonly Dictionary<int, HashSet<string>> _seen = [];
    private int _checked;

    /// <summary>Looks at every transaction that has been committed since the last call.</summary>
    public void Run()
    {
        for (; _checked < cluster.Committed.Count; _checked++)
            Check(cluster.Committed[_checked]);
    }

    /// <summary>Nothing of the runtime may lie outside a transaction.</summary>
    public void NothingOutside()
    {
        foreach (var partition in cluster.Topics.Where(topic => topic is not ("in" or "table")).SelectMany(cluster.Partitions))
        {
            if (partition.History.FirstOrDefault(record => record.Transaction is null) is { } stray)
                throw new InvariantException("I2", $"{partition.Name}@{stray.Offset} was written outside a transaction");
        }
    }

    private void Check(SimulatedTransaction transaction)
    {
        var expected = new List<string>();
        foreach (var ((owner, partition), offset) in transaction.Offsets)
        {
            if (owner != group)
                throw new InvariantException("I2", $"{transaction} commits for group {owner}");
            var before = _committed.GetValueOrDefault(partition);
            if (offset <= before)
                throw new InvariantException("I5", $"{transaction} commits {partition} at {offset}, and {before} was committed before");
            _committed[partition] = offset;
            foreach (var record in cluster.Partition(partition).History.Where(record => record.Offset >= before && record.Offset < offset && record.IsCommitted))
                Expect(partition, record, expected);
        }

        var written = new List<string>();
        foreach (var partition in transaction.Partitions)
        {
            if (Outputs.Contains(partition.Name.Topic))
                written.AddRange(Written(partition, transaction));
            else if (transaction.Offsets.Keys.All(key => key.Partition.Partition != partition.Name.Partition))
                throw new InvariantException("I2", $"{transaction} changes {partition.Name} and moves no offset of that partition");
        }

        expected.Sort(StringComparer.Ordinal);
        written.Sort(StringComparer.Ordinal);
        if (!expected.SequenceEqual(written, StringComparer.Ordinal))
            throw new InvariantException("I2", $"{transaction} wrote [{string.Join(" ", written)}] and its input gives [{string.Join(" ", expected)}]");
    }

    private void Expect(TopicPartition partition, SimulatedRecord record, List<string> expected)
    {
        var source = Source(record);
        if (partition.Topic == "mid")
        {
            expected.Add("out " + source);
            return;
        }

        var text = Encoding.UTF8.GetString(record.Value!);
        if (text.StartsWith("bad", StringComparison.Ordinal) || text.EndsWith(SimulatedWorkload.Spoiler, StringComparison.Ordinal))
            expected.Add("dead " + source);
        else if (text.EndsWith(SimulatedWorkload.Cancel, StringComparison.Ordinal))
            SeenIn(partition).Remove(text.Split('|')[0]);
        else if (SeenIn(partition).Add(text.Split('|')[0]))
            expected.Add("mid " + source);
    }

    private HashSet<string> SeenIn(TopicPartition partition)
    {
        if (!_seen.TryGetValue(partition.Partition.Value, out var seen))
            _seen.Add(partition.Partition.Value, seen = new HashSet<string>(StringComparer.Ordinal));
        return seen;
    }

    private static IEnumerable<string> Written(SimulatedPartition partition, SimulatedTransaction transaction) => partition.History
        .Where(record => record.Transaction == transaction && !record.IsMarker)
        .Select(record => $"{partition.Name.Topic} {Source(record)}");

    private static string Source(SimulatedRecord record) => Encoding.UTF8.GetString(record.Headers!.GetLastBytes(SourceHeader));
}
