namespace AuditOps.Processors.Sinks;

/// <content>What others may know.</content>
internal sealed partial class SinkWorker
{
    private static readonly TimeSpan StatusInterval = TimeSpan.FromMilliseconds(500);

    private readonly SinkHealth _health;
    private long _statusAt;
    private long _rowsStored;
    private long _deadLettered;
    private long _lag;
    private long _oldestWaitMs;

    public StageStatus Status => new()
    {
        Name = $"sink-{_table.Name}",
        State = _ended.Task.IsFaulted ? "Failed" : _ended.Task.IsCompleted ? "Stopped" : _health.DegradedSince is null ? "Running" : "BackingOff",
        Processed = Interlocked.Read(ref _rowsStored),
        DeadLettered = Interlocked.Read(ref _deadLettered),
        Lag = Interlocked.Read(ref _lag),
        Behind = TimeSpan.FromMilliseconds(Interlocked.Read(ref _oldestWaitMs)),
        LastError = _health.LastError,
        LastErrorAt = _health.LastErrorAt,
        DegradedSince = _health.DegradedSince,
    };

    private void PublishStatus()
    {
        if (_time.GetElapsedTime(_statusAt) < StatusInterval)
            return;
        _statusAt = _time.GetTimestamp();
        long lag = _filling.Rows + (_sending?.Rows ?? 0);
        foreach (var partition in _consumer.Assignment)
        {
            var high = _consumer.GetWatermarkOffsets(partition).High;
            var position = _consumer.Position(partition);
            if (!high.IsSpecial && !position.IsSpecial)
                lag += Math.Max(0, high.Value - position.Value);
        }

        Interlocked.Exchange(ref _lag, lag);
        var oldest = _sending ?? (_filling.IsEmpty ? null : _filling);
        Interlocked.Exchange(ref _oldestWaitMs, oldest is null ? 0 : (long)_time.GetElapsedTime(oldest.StartedAt).TotalMilliseconds);
    }
}
