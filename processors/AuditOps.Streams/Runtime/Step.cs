namespace AuditOps.Streams.Runtime;

/// <summary>A running step of one task.</summary>
internal abstract class Step<T>
{
    public abstract void Accept(T value);

    public static Step<T>[] InstantiateAll(IReadOnlyList<TopologyNode> nodes, TaskContext task)
    {
        var steps = new Step<T>[nodes.Count];
        for (var i = 0; i < steps.Length; i++)
            steps[i] = ((StepNode<T>)nodes[i]).Instantiate(task);
        return steps;
    }
}
