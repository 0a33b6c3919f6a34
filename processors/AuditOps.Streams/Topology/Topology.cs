using System.Text;

namespace AuditOps.Streams;

/// <summary>What reads which topic, in which steps, and writes where. Immutable; made by <see cref="StreamsBuilder.Build"/>.</summary>
public sealed class Topology
{
    internal Topology(string name, SourceNode[] sources, string deadLetterTopic, IDeadLetterWriter deadLetterWriter)
    {
        Name = name;
        Sources = sources;
        DeadLetterTopic = deadLetterTopic;
        DeadLetterWriter = deadLetterWriter;
        SourceTopics = [.. sources.Select(source => source.Name)];
    }

    public string Name { get; }
    public IReadOnlyList<string> SourceTopics { get; }
    public string DeadLetterTopic { get; }

    /// <summary>One sub-topology each, in the order written.</summary>
    internal SourceNode[] Sources { get; }

    internal IDeadLetterWriter DeadLetterWriter { get; }

    /// <summary>The topology as indented text, stable enough to keep as a golden file.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        text.Append("topology ").Append(Name).Append('\n');
        for (var i = 0; i < Sources.Length; i++)
        {
            text.Append("  sub-topology ").Append(i).Append('\n');
            Append(text, Sources[i], depth: 2);
        }

        return text.Append("  dead letters ").Append(DeadLetterTopic).Append('\n').ToString();
    }

    private static void Append(StringBuilder text, TopologyNode node, int depth)
    {
        text.Append(' ', depth * 2).Append(node.Describe()).Append('\n');
        foreach (var child in node.Children)
            Append(text, child, depth + 1);
    }
}
