namespace AuditOps.Streams.Runtime;

/// <content>What others may know.</content>
internal sealed partial class StreamWorker
{
    /// <summary>How old a published status may grow while the worker is busy.</summary>
    private static readonly TimeSpan StatusInterval = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<string, long> _behind = new(StringComparer.Ordinal);
    private volatile WorkerStatus _status;
    private long _statusAt;
    private long _processed;
    private long _deadLettered;
    private long _aborts;
    private string? _lastError;
    private DateTimeOffset? _lastErrorAt;

    public WorkerStatus Status => _status;

    private WorkerState StateNow()
    {
        if (_guard.IsTripped)
            return WorkerState.Guarded;
        var isRestoring = false;
        foreach (var input in _inputs.Values)
        {
            if (input.Task.State == TaskState.Running && input.IsPaused == true)
                return WorkerState.Yielding;
            isRestoring |= input.Task.State == TaskState.Restoring;
        }

        return isRestoring ? WorkerState.Restoring : WorkerState.Running;
    }

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
        _behind.Clear();
        foreach (var input in _inputs.Values)
        {
            if (input.IsAtEnd)
                continue;
            lag += _session.Lag(input.Partition, input.Position) ?? 0;
            var age = input.LastTimestampMs > 0 ? nowMs - input.LastTimestampMs : 0;
            behindMs = Math.Max(behindMs, age);
            _behind[input.Partition.Topic] = Math.Max(_behind.GetValueOrDefault(input.Partition.Topic), age);
        }

        long entries = 0, bytes = 0;
        var restoring = 0;
        foreach (var task in _tasks.Values)
        {
            // The stores of a restoring task are being written by another thread.
            if (task.State == TaskState.Restoring)
            {
                restoring++;
                continue;
            }

            foreach (var slot in task.Stores)
            {
                entries += slot.Store.Entries;
                bytes += slot.Store.Bytes;
            }
        }

        _status = new WorkerStatus
        {
            Worker = _index,
            State = state,
            Tasks = _tasks.Count,
            Processed = _processed,
            DeadLettered = _deadLettered,
            Aborts = _aborts,
            Restoring = restoring,
            StateEntries = entries,
            StateBytes = bytes,
            Lag = lag,
            BehindByTopic = _behind.ToDictionary(pair => pair.Key, pair => TimeSpan.FromMilliseconds(pair.Value), StringComparer.Ordinal),
            Behind = TimeSpan.FromMilliseconds(behindMs),
            SwitchedOff = [.. _tasks.Values.SelectMany(task => task.SwitchedOff)],
            LastError = _lastError,
            LastErrorAt = _lastErrorAt,
        };
    }
}
