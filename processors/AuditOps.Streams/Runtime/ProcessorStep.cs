namespace AuditOps.Streams.Runtime;

internal sealed class ProcessorStep<TIn, TOut>(string name, IProcessor<TIn, TOut> processor, Step<TOut>[] next, TaskContext task) : Step<TIn>, IProcessorContext<TOut>
{
    public RecordMetadata Record => task.Record;

    public override void Accept(TIn value)
    {
        // Restored on success only: after a throw the name of the step that failed must remain.
        var caller = task.CurrentStep;
        task.CurrentStep = name;
        processor.Process(value, this);
        task.CurrentStep = caller;
    }

    public void Forward(TOut value)
    {
        foreach (var step in next)
            step.Accept(value);
    }
}
