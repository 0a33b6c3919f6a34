using System.Text;

namespace AuditOps.Streams.Runtime;

internal sealed class SinkStep<T>(Topic<T> topic, Func<T, string> keySelector, TaskContext task) : Step<T>
{
    public override void Accept(T value) => task.Write(topic, Encoding.UTF8.GetBytes(keySelector(value)), value);
}
