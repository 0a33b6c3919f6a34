namespace AuditOps.Streams.Runtime;

/// <content>What others may know.</content>
internal sealed partial class StreamWorker
{
    /// <summary>How old a published status may grow while the worker is busy.</summary>
    private static readonly TimeSpan StatusInterval = TimeSpan.FromMilliseconds(200);

    private volatile WorkerStatus _status;
    private long _statusAt;
    private long _processed;
    private long _deadLettered;
    private long _aborts;
    private string? _lastError;
    private DateTimeOffset? _lastErrorAt;

    public WorkerStatus Status => _status;

    private void RecordError(Exception error)
    {
        _lastError = error is StreamsException ? error.Message : $"{error.GetType().Name}: {error.Message}";
        _lastErrorAt = _time.GetUtcNow();
    }

    private void PublishStatus(WorkerState state, bool force = false)
    {
        if (!force && _status.State == state && _time.GetElapsedTime(_statusAt) < StatusInterval)
            return;
        _statusAt = _time.GetTimestamp();
        var nowMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        long lag = 0, behindMs = 0;
        foreach (var task in _tasks.Values)
        {
            if (task.IsAtEnd)
                continue;
            lag += _session.Lag(task.Partition, task.Position) ?? 0;
            if (task.LastTimestampMs > 0)
                behindMs = Math.Max(behindMs, nowMs - task.LastTimestampMs);
        }

        _status = new WorkerStatus
        {
            Worker = _index,
            State = state,
            Tasks = _tasks.Count,
            Processed = _processed,
            DeadLettered = _deadLettered,
            Aborts = _aborts,
            Lag = lag,
            Behind = TimeSpan.FromMilliseconds(behindMs),
            LastError = _lastError,
            LastErrorAt = _lastErrorAt,
        };
    }
}
