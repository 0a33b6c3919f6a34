using AuditOps.Streams.Runtime;

namespace AuditOps.Streams;

/// <summary>The topics that a sub-topology reads.</summary>
internal abstract class SourceNode : TopologyNode
{
    protected SourceNode(IReadOnlyList<string> topics)
        : base(string.Join(", ", topics)) => Topics = topics;

    public IReadOnlyList<string> Topics { get; }

    public abstract ISource Instantiate(TaskContext task);
}

internal sealed class SourceNode<T>(IReadOnlyList<Topic<T>> topics) : SourceNode([.. topics.Select(topic => topic.Name)])
{
    public override string Describe() => $"source {Name} ({TypeName(typeof(T))})";

    public override ISource Instantiate(TaskContext task) =>
        new Source<T>(topics.ToDictionary(topic => topic.Name, topic => topic.Serde, StringComparer.Ordinal), Step<T>.InstantiateAll(Children, task), task);
}
