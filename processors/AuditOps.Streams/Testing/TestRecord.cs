using System.Text;
using Confluent.Kafka;

namespace AuditOps.Streams.Testing;

/// <summary>One record as a reader of committed records finds it.</summary>
public sealed record TestRecord(string Topic, int Partition, long Offset, byte[]? Key, byte[]? Value, Headers? Headers, DateTimeOffset Timestamp)
{
    /// <summary>The key as text, for keys that are.</summary>
    public string KeyText => Key is null ? "" : Encoding.UTF8.GetString(Key);

    /// <summary>The value as text, for values that are; empty for a tombstone.</summary>
    public string ValueText => Value is null ? "" : Encoding.UTF8.GetString(Value);
}
