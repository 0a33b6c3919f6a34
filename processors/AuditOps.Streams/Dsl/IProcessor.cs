namespace AuditOps.Streams;

/// <summary>
/// One step of a topology. Synchronous, deterministic, without I/O and without clocks: a replay after an abort must give the same output.
/// Each task has its own instance, used by one thread.
/// </summary>
public interface IProcessor<in TIn, TOut>
{
    /// <summary>Handles one value. What is forwarded leaves together when the whole record has passed, or not at all.</summary>
    void Process(TIn value, IProcessorContext<TOut> context);
}
