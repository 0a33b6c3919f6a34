namespace AuditOps.Streams;

internal sealed class MapValuesProcessor<TIn, TOut>(Func<TIn, TOut> map) : IProcessor<TIn, TOut>
{
    public void Process(TIn value, IProcessorContext<TOut> context) => context.Forward(map(value));
}
