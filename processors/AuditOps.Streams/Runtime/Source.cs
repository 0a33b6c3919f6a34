namespace AuditOps.Streams.Runtime;

internal sealed class Source<T>(ISerde<T> serde, Step<T>[] next, TaskContext task) : ISource
{
    public void Accept(byte[]? value)
    {
        task.CurrentStep = TaskContext.DecodeStep;
        var decoded = serde.Deserialize(value);
        foreach (var step in next)
            step.Accept(decoded);
    }
}
