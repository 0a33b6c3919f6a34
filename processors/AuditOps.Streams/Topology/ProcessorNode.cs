using AuditOps.Streams.Runtime;

namespace AuditOps.Streams;

internal sealed class ProcessorNode<TIn, TOut>(string name, Func<IProcessor<TIn, TOut>> supplier, IReadOnlyList<StoreSpec> stores, IReadOnlyList<TableSpec> reads) : StepNode<TIn>(name)
{
    public override IReadOnlyList<StoreSpec> Stores { get; } = stores;

    public override IReadOnlyList<TableSpec> Reads { get; } = reads;

    public override string Describe()
    {
        var text = $"processor {Name} ({TypeName(typeof(TIn))} -> {TypeName(typeof(TOut))})";
        if (Stores.Count > 0)
            text += $" stores {string.Join(", ", Stores.Select(store => store.Name))}";
        return Reads.Count == 0 ? text : $"{text} reads {string.Join(", ", Reads.Select(table => table.Name))}";
    }

    public override Step<TIn> Instantiate(TaskContext task) => new ProcessorStep<TIn, TOut>(this, supplier(), Step<TOut>.InstantiateAll(Children, task), task);
}
