using System.Buffers;
using AuditOps.Streams.Runtime.Kafka;
using Confluent.Kafka;

namespace AuditOps.Streams.Runtime;

/// <summary>What the steps of one task share while a record passes through them. Owned by the worker's thread.</summary>
internal sealed class TaskContext(int partition, int partitionCount, int maxRecordBytes)
{
    /// <summary>Above this a serialization buffer is given back after one large record.</summary>
    private const int KeepBufferBytes = 1024 * 1024;

    private ArrayBufferWriter<byte> _buffer = new(4096);

    public int Partition => partition;
    public int PartitionCount => partitionCount;
    public RecordMetadata Record { get; private set; }
    public Headers? Headers { get; private set; }

    /// <summary>The step that has control, for telling who failed.</summary>
    public string CurrentStep { get; set; } = DecodeStep;

    /// <summary>What the record has written so far; leaves only when the record has passed.</summary>
    public List<OutgoingRecord> Outputs { get; } = [];

    public Dictionary<string, IStateStore> Stores { get; } = new(StringComparer.Ordinal);
    public Dictionary<string, ICommitParticipant> Participants { get; } = new(StringComparer.Ordinal);
    public Dictionary<string, BroadcastContent> Tables { get; } = new(StringComparer.Ordinal);
    public List<Punctuation> Punctuations { get; } = [];

    public const string DecodeStep = "decode";

    public void Begin(in KafkaRecord record)
    {
        Record = new RecordMetadata(record.Partition.Topic, record.Partition.Partition.Value, record.Offset, record.TimestampMs, record.Key, record.Headers);
        Headers = record.Headers;
        CurrentStep = DecodeStep;
        Outputs.Clear();
    }

    /// <summary>Between records: what is written carries this time and no headers.</summary>
    public void BeginAt(long timestampMs)
    {
        Record = new RecordMetadata(string.Empty, partition, -1, timestampMs, null, null);
        Headers = null;
        Outputs.Clear();
    }

    /// <summary>For the dead letter of a punctuation: its name stands where a record has its topic.</summary>
    public void BeginPunctuationLetter(Punctuation punctuation, long timestampMs)
    {
        BeginAt(timestampMs);
        Record = new RecordMetadata(punctuation.FullName, partition, -1, timestampMs, null, null);
    }

    /// <exception cref="RecordException">The record is too large. Thrown while the writing step has control: what it does after writing, it does only for records that fit.</exception>
    public void Write<T>(Topic<T> topic, byte[] key, T value) => Write(topic, key, value, Headers, Record.TimestampMs);

    public void Write<T>(Topic<T> topic, byte[] key, T value, Headers? headers, long timestampMs)
    {
        var buffer = RentBuffer();
        topic.Serde.Serialize(value, buffer);
        if (buffer.WrittenCount + key.Length > maxRecordBytes)
            throw new RecordException("TooLarge", $"the record would write {buffer.WrittenCount} bytes to {topic.Name}, more than the {maxRecordBytes} allowed");
        Outputs.Add(new OutgoingRecord(topic.Name, key, buffer.WrittenSpan.ToArray(), headers, timestampMs));
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
