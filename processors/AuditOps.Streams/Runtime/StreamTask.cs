using AuditOps.Streams.Runtime.Kafka;
using Confluent.Kafka;

namespace AuditOps.Streams.Runtime;

/// <summary>
/// One sub-topology on one partition. Order: records pass one at a time, in offset order. A record's outputs leave together after it has passed, or its dead
/// letter leaves instead. Owned by the worker's thread.
/// </summary>
internal sealed class StreamTask
{
    private readonly Topology _topology;
    private readonly StreamsOptions _options;
    private readonly TaskContext _context = new();
    private readonly ISource _source;
    private long _end = -1;
    private long _failedOffset = -1;
    private int _failures;

    public StreamTask(Topology topology, SourceNode source, TopicPartition partition, StreamsOptions options)
    {
        _topology = topology;
        _options = options;
        Partition = partition;
        _source = source.Instantiate(_context);
    }

    public TopicPartition Partition { get; }

    /// <summary>The next offset to process; -1 before the first record.</summary>
    public long Position { get; private set; } = -1;

    /// <summary>Where a restart would continue; -1 before the first record.</summary>
    public long Committed { get; private set; } = -1;

    public bool IsDirty => Position > Committed;

    /// <summary>Everything the broker had has been polled; true until a later record shows up.</summary>
    public bool IsAtEnd => _end >= 0;

    /// <summary>Kafka timestamp of the last processed record, Unix milliseconds; 0 before the first.</summary>
    public long LastTimestampMs { get; private set; }

    /// <summary>Remembers where the group had this partition when its first record shows up.</summary>
    public void Saw(long offset)
    {
        // Records polled before the end was reached are noted after it.
        if (offset >= _end)
            _end = -1;
        if (Committed < 0)
            Committed = Position = offset;
    }

    public void ReachedEnd(long offset) => _end = offset;

    /// <summary>Processes one record and hands what it wrote to the session.</summary>
    /// <returns>The record's dead-letter code, or null when it passed.</returns>
    public string? Process(in KafkaRecord record, IKafkaSession session)
    {
        var failure = Run(record);
        foreach (var output in _context.Outputs)
            session.Produce(output);
        Position = record.Offset + 1;
        LastTimestampMs = record.TimestampMs;
        return failure;
    }

    public void MarkCommitted(long offset) => Committed = Math.Max(Committed, offset);

    /// <summary>Forgets what is not committed.</summary>
    public void Rollback()
    {
        Position = Committed;
        _end = -1;
    }

    private string? Run(in KafkaRecord record)
    {
        _context.Begin(record);
        try
        {
            _source.Accept(record.Value);
            foreach (var output in _context.Outputs)
            {
                if (output.Value.Length + (output.Key?.Length ?? 0) > _options.MaxRecordBytes)
                    throw new RecordException("TooLarge", $"the record would write {output.Value.Length} bytes to {output.Topic}, more than the {_options.MaxRecordBytes} allowed");
            }

            return null;
        }
        catch (RecordException e)
        {
            return Bury(record, e.Failure, e.Message);
        }
        catch (Exception e) when (e is not StreamsException && IsHopeless(record.Offset))
        {
            // A step's own fault, seen again and again on this record: the stream must not stand still for it.
            return Bury(record, FailedRecord.ProcessorThrew, $"{_context.CurrentStep} threw {e.GetType().Name} {_failures} times");
        }
    }

    private bool IsHopeless(long offset)
    {
        _failures = offset == _failedOffset ? _failures + 1 : 1;
        _failedOffset = offset;
        return _failures >= _options.MaxAttempts;
    }

    private string Bury(in KafkaRecord record, string failure, string reason)
    {
        _context.Outputs.Clear();
        var buffer = _context.RentBuffer();
        var failed = new FailedRecord
        {
            Topology = _topology.Name,
            Step = _context.CurrentStep,
            Failure = failure,
            Reason = reason,
            Record = _context.Record,
            Value = record.Value,
        };
        _topology.DeadLetterWriter.Write(failed, buffer);
        _context.Outputs.Add(new OutgoingRecord(_topology.DeadLetterTopic, record.Key, buffer.WrittenSpan.ToArray(), record.Headers, record.TimestampMs));
        return failure;
    }
}
