using Confluent.Kafka;

namespace AuditOps.Streams;

/// <summary>Where a record came from, without its value.</summary>
public readonly struct RecordMetadata
{
    private readonly Headers? _headers;

    internal RecordMetadata(string topic, int partition, long offset, long timestampMs, byte[]? key, Headers? headers)
    {
        Topic = topic;
        Partition = partition;
        Offset = offset;
        TimestampMs = timestampMs;
        Key = key;
        _headers = headers;
    }

    public string Topic { get; }
    public int Partition { get; }
    public long Offset { get; }

    /// <summary>The Kafka timestamp, Unix milliseconds.</summary>
    public long TimestampMs { get; }

    public ReadOnlyMemory<byte> Key { get; }

    /// <summary>The last header of that name; false when there is none.</summary>
    public bool TryGetHeader(string name, out ReadOnlyMemory<byte> value)
    {
        if (_headers is not null && _headers.TryGetLastBytes(name, out var bytes))
        {
            value = bytes;
            return true;
        }

        value = default;
        return false;
    }
}
