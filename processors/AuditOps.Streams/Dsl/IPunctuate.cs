namespace AuditOps.Streams;

/// <summary>Implemented by a processor that acts on time. Calls come on the task's thread, between records, in the transaction of the records around them.</summary>
public interface IPunctuate<TOut>
{
    /// <param name="name">The name given to <see cref="IProcessorInit.Schedule"/>.</param>
    /// <param name="time">The schedule's clock.</param>
    /// <param name="context">Its record is empty but for the timestamp, which is <paramref name="time"/>.</param>
    void Punctuate(string name, DateTimeOffset time, IProcessorContext<TOut> context);
}
