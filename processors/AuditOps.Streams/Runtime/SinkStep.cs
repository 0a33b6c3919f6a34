namespace AuditOps.Streams.Runtime;

internal sealed class SinkStep<T>(Topic<T> topic, Func<T, byte[]> keySelector, TaskContext task) : Step<T>
{
    public override void Accept(T value) => task.Write(topic, keySelector(value), value);
}
