using AuditOps.Streams.Runtime;

namespace AuditOps.Streams;

internal sealed class SinkNode<T>(Topic<T> topic, Func<T, byte[]> keySelector, Func<T, IReadOnlyList<KeyValuePair<string, byte[]>>>? headerSelector) : StepNode<T>(topic.Name), ISinkNode
{
    public override string Describe() => $"sink {Name} ({TypeName(typeof(T))})";

    public override Step<T> Instantiate(TaskContext task) => new SinkStep<T>(topic, keySelector, headerSelector, task);
}
