using AuditOps.Streams.Runtime;

namespace AuditOps.Streams;

internal sealed class ProcessorNode<TIn, TOut>(string name, Func<IProcessor<TIn, TOut>> supplier) : StepNode<TIn>(name)
{
    public override string Describe() => $"processor {Name} ({TypeName(typeof(TIn))} -> {TypeName(typeof(TOut))})";

    public override Step<TIn> Instantiate(TaskContext task) => new ProcessorStep<TIn, TOut>(Name, supplier(), Step<TOut>.InstantiateAll(Children, task), task);
}
