namespace AuditOps.Streams;

internal sealed class FilterProcessor<T>(Predicate<T> accept) : IProcessor<T, T>
{
    public void Process(T value, IProcessorContext<T> context)
    {
        if (accept(value))
            context.Forward(value);
    }
}
