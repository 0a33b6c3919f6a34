namespace AuditOps.Streams;

internal sealed class FlatMapProcessor<TIn, TOut>(Func<TIn, IEnumerable<TOut>> map) : IProcessor<TIn, TOut>
{
    public void Process(TIn value, IProcessorContext<TOut> context)
    {
        foreach (var item in map(value))
            context.Forward(item);
    }
}
