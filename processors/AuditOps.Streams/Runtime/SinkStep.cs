using Confluent.Kafka;

namespace AuditOps.Streams.Runtime;

internal sealed class SinkStep<T>(Topic<T> topic, Func<T, byte[]> keySelector, Func<T, IReadOnlyList<KeyValuePair<string, byte[]>>>? headerSelector, TaskContext task) : Step<T>
{
    public override void Accept(T value)
    {
        if (headerSelector is null)
            task.Write(topic, keySelector(value), value);
        else
            task.Write(topic, keySelector(value), value, Own(headerSelector(value)), task.Record.TimestampMs);
    }

    private static Headers Own(IReadOnlyList<KeyValuePair<string, byte[]>> headers)
    {
        var own = new Headers();
        for (var i = 0; i < headers.Count; i++)
            own.Add(headers[i].Key, headers[i].Value);
        return own;
    }
}
