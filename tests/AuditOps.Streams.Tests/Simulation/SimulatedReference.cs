using System.Globalization;
using System.Text;
using AuditOps.Streams.Testing;

namespace AuditOps.Streams.Tests.Simulation;

/// <summary>
/// What a topology must have written when it is done, computed from the input alone: one pass, plain dictionaries, no code of the runtime.
/// </summary>
internal sealed class SimulatedReference
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    public SimulatedReference(IReadOnlyList<SimulatedPartition> input)
    {
        foreach (var partition in input)
            Read(partition);
    }

    /// <summary>Text of every record of the topic, sorted.</summary>
    public List<string> Mid { get; } = [];

    /// <inheritdoc cref="Mid"/>
    public List<string> Out { get; } = [];

    /// <inheritdoc cref="Mid"/>
    public List<string> Dead { get; } = [];

    /// <summary>Ids by input partition: what the dedupe store must hold.</summary>
    public Dictionary<int, SortedSet<string>> Seen { get; } = [];

    /// <summary>Orders by group and window: what the count stores must hold, all partitions together.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    private void Read(SimulatedPartition partition)
    {
        var seen = Seen[partition.Name.Partition.Value] = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var record in partition.History)
        {
            var text = Encoding.UTF8.GetString(record.Value!);
            if (text.StartsWith("bad", StringComparison.Ordinal))
            {
                Dead.Add($"in/{partition.Name.Partition.Value}@{record.Offset} decode Undecodable {text}");
                continue;
            }

            var parts = text.Split('|');
            if (parts[1] == SimulatedWorkload.Spoiler)
            {
                Dead.Add($"in/{partition.Name.Partition.Value}@{record.Offset} dedupe Refused {text}");
                continue;
            }

            if (parts is [.., SimulatedWorkload.Cancel])
            {
                seen.Remove(parts[0]);
                continue;
            }

            if (!seen.Add(parts[0]))
                continue;
            Mid.Add($"{text}|{FactorOf(parts[1])}");
            var window = record.TimestampMs / SimulatedWorkload.WindowMs * SimulatedWorkload.WindowMs;
            var key = $"{parts[1]}|{window.ToString(CultureInfo.InvariantCulture)}";
            var count = _counts[key] = _counts.GetValueOrDefault(key) + 1;
            Out.Add($"{key}|{count.ToString(CultureInfo.InvariantCulture)}");
        }
    }

    /// <summary>The broadcast table's content: it is complete before any order comes.</summary>
    public static string FactorOf(string group) => "f" + group[1..];
}
