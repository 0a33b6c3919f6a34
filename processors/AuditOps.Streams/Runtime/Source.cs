namespace AuditOps.Streams.Runtime;

internal sealed class Source<T>(Dictionary<string, ISerde<T>> serdes, Step<T>[] next, TaskContext task) : ISource
{
    private readonly ISerde<T>? _only = serdes.Count == 1 ? serdes.Values.Single() : null;

    public void Accept(byte[]? value)
    {
        task.CurrentStep = TaskContext.DecodeStep;
        var serde = _only ?? serdes[task.Record.Topic];
        var decoded = serde.Deserialize(value);
        foreach (var step in next)
            step.Accept(decoded);
    }
}
