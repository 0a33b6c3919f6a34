using Confluent.Kafka;

namespace AuditOps.Streams.Runtime;

/// <summary>One partition that a task reads.</summary>
internal sealed class TaskInput(TopicPartition partition, StreamTask task)
{
    private long _end = -1;

    public TopicPartition Partition => partition;

    public StreamTask Task => task;

    /// <summary>The next offset to process; -1 before the first record.</summary>
    public long Position { get; private set; } = -1;

    /// <summary>Where a restart would continue; -1 before the first record.</summary>
    public long Committed { get; private set; } = -1;

    public bool IsDirty => Position > Committed;

    /// <summary>Everything the broker had has been polled; true until a later record shows up.</summary>
    public bool IsAtEnd => _end >= 0;

    /// <summary>Kafka timestamp of the last processed record, Unix milliseconds; 0 before the first.</summary>
    public long LastTimestampMs { get; private set; }

    /// <summary>Null when not known: librdkafka remembers a pause across a rebalance.</summary>
    public bool? IsPaused { get; set; }

    /// <summary>A record came before the task could take it; it must be sought back to.</summary>
    public bool HasSkipped { get; set; }

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

    public void Processed(long offset, long timestampMs)
    {
        Position = offset + 1;
        LastTimestampMs = timestampMs;
    }

    public void MarkCommitted(long offset) => Committed = Math.Max(Committed, offset);

    /// <summary>Forgets what is not committed.</summary>
    public void Rollback()
    {
        Position = Committed;
        _end = -1;
    }
}
