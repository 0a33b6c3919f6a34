using AuditOps.Streams.Runtime;

namespace AuditOps.Streams;

/// <summary>A node that takes values of <typeparamref name="TIn"/>.</summary>
internal abstract class StepNode<TIn> : TopologyNode
{
    protected StepNode(string name)
        : base(name)
    {
    }

    public abstract Step<TIn> Instantiate(TaskContext task);
}
