using System.Buffers;
using AuditOps.Streams.Runtime.Kafka;
using Confluent.Kafka;

namespace AuditOps.Streams.Runtime;

/// <summary>What the steps of one task share while a record passes through them. Owned by the worker's thread.</summary>
internal sealed class TaskContext
{
    /// <summary>Above this a serialization buffer is given back after one large record.</summary>
    private const int KeepBufferBytes = 1024 * 1024;

    private ArrayBufferWriter<byte> _buffer = new(4096);

    public RecordMetadata Record { get; private set; }
    public Headers? Headers { get; private set; }

    /// <summary>The step that has control, for telling who failed.</summary>
    public string CurrentStep { get; set; } = DecodeStep;

    /// <summary>What the record has written so far; leaves only when the record has passed.</summary>
    public List<OutgoingRecord> Outputs { get; } = [];

    public const string DecodeStep = "decode";

    public void Begin(in KafkaRecord record)
    {
        Record = new RecordMetadata(record.Partition.Topic, record.Partition.Partition.Value, record.Offset, record.TimestampMs, record.Key, record.Headers);
        Headers = record.Headers;
        CurrentStep = DecodeStep;
        Outputs.Clear();
    }

    public void Write<T>(Topic<T> topic, byte[] key, T value)
    {
        var buffer = RentBuffer();
        topic.Serde.Serialize(value, buffer);
        Outputs.Add(new OutgoingRecord(topic.Name, key, buffer.WrittenSpan.ToArray(), Headers, Record.TimestampMs));
    }

    public ArrayBufferWriter<byte> RentBuffer()
    {
        if (_buffer.Capacity > KeepBufferBytes)
            _buffer = new ArrayBufferWriter<byte>(4096);
        else
            _buffer.ResetWrittenCount();
        return _buffer;
    }
}
