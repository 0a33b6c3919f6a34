using AuditOps.Streams.Runtime;

namespace AuditOps.Streams;

/// <summary>The topic a sub-topology reads.</summary>
internal abstract class SourceNode : TopologyNode
{
    protected SourceNode(string topic)
        : base(topic)
    {
    }

    public abstract ISource Instantiate(TaskContext task);
}

internal sealed class SourceNode<T>(Topic<T> topic) : SourceNode(topic.Name)
{
    public override string Describe() => $"source {Name} ({TypeName(typeof(T))})";

    public override ISource Instantiate(TaskContext task) => new Source<T>(topic.Serde, Step<T>.InstantiateAll(Children, task), task);
}
