using System.Text;

namespace AuditOps.Streams;

/// <summary>What reads which topic, in which steps, with which state, and writes where. Immutable; made by <see cref="StreamsBuilder.Build"/>.</summary>
public sealed class Topology
{
    internal Topology(string name, SourceNode[] sources, ParticipantSpec[] participants, string deadLetterTopic, IDeadLetterWriter deadLetterWriter)
    {
        Name = name;
        Sources = sources;
        Participants = participants;
        DeadLetterTopic = deadLetterTopic;
        DeadLetterWriter = deadLetterWriter;
        SourceTopics = [.. sources.SelectMany(source => source.Topics)];
        Tables = [.. sources.SelectMany(source => source.Walk()).SelectMany(node => node.Reads).Distinct()];
        Changelogs = [.. sources.SelectMany(StoresOf).Select(store => new ChangelogTopic(store.Name, ChangelogOf(store), ChangelogRetention(store)))];
    }

    public string Name { get; }
    public IReadOnlyList<string> SourceTopics { get; }
    public string DeadLetterTopic { get; }

    /// <summary>The changelog topics of the stores; to be provisioned before the topology runs.</summary>
    public IReadOnlyList<ChangelogTopic> Changelogs { get; }

    /// <summary>One sub-topology each, in the order written.</summary>
    internal SourceNode[] Sources { get; }

    internal ParticipantSpec[] Participants { get; }

    internal IReadOnlyList<TableSpec> Tables { get; }

    internal IDeadLetterWriter DeadLetterWriter { get; }

    internal static IReadOnlyList<StoreSpec> StoresOf(SourceNode source) => [.. source.Walk().SelectMany(node => node.Stores).Distinct()];

    internal string ChangelogOf(StoreSpec store) => $"auditops.{Name}.{store.Name}.changelog";

    /// <summary>The topology as indented text, stable enough to keep as a golden file.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        text.Append("topology ").Append(Name).Append('\n');
        for (var i = 0; i < Sources.Length; i++)
        {
            text.Append("  sub-topology ").Append(i).Append('\n');
            Append(text, Sources[i], depth: 2);
            foreach (var store in StoresOf(Sources[i]))
                text.Append("    store ").Append(store.Name).Append(" -> ").Append(ChangelogOf(store)).Append('\n');
        }

        foreach (var table in Tables)
            text.Append("  table ").Append(table.Name).Append(" <- ").Append(table.Topic).Append('\n');
        foreach (var participant in Participants)
            text.Append("  at commit ").Append(participant.Name).Append(" -> ").AppendJoin(", ", participant.Writes).Append('\n');
        return text.Append("  dead letters ").Append(DeadLetterTopic).Append('\n').ToString();
    }

    /// <summary>The topology as a Mermaid flow chart.</summary>
    public string DescribeAsMermaid() => TopologyMermaid.Write(this);

    /// <summary>The broker deletes by its own clock: a day more than the store needs keeps a slow restore from finding holes.</summary>
    private static TimeSpan? ChangelogRetention(StoreSpec store) => store.Retention is { } kept ? kept + TimeSpan.FromDays(1) : null;

    private static void Append(StringBuilder text, TopologyNode node, int depth)
    {
        text.Append(' ', depth * 2).Append(node.Describe()).Append('\n');
        foreach (var child in node.Children)
            Append(text, child, depth + 1);
    }
}
