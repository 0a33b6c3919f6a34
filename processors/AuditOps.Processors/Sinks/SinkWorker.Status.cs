using AuditOps.Schemas.Topics;

namespace AuditOps.Processors.Sinks;

/// <content>What is seen from outside.</content>
internal sealed partial class SinkWorker
{
    private static readonly TimeSpan StatusInterval = TimeSpan.FromMilliseconds(500);

    private readonly SinkHealth _health;
    private long _statusAt;
    private long _rowsStored;
    private long _deadLettered;
    private long _lag;
    private long _oldestWaitMs;

    /// <summary>Since when the oldest record in hand is so old that Kafka comes near to dropping unread ones; ticks, 0 for not.</summary>
    private long _backlogSince;

    public StageStatus Status
    {
        get
        {
            var backlog = Interlocked.Read(ref _backlogSince) is var ticks and > 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : (DateTimeOffset?)null;
            return new StageStatus
            {
                Name = $"sink-{_table.Name}",
                State = _ended.Task.IsFaulted ? "Failed" : _ended.Task.IsCompleted ? "Stopped" : _health.DegradedSince is null ? "Running" : "BackingOff",
                Processed = Interlocked.Read(ref _rowsStored),
                DeadLettered = Interlocked.Read(ref _deadLettered),
                Lag = Interlocked.Read(ref _lag),
                Behind = TimeSpan.FromMilliseconds(Interlocked.Read(ref _oldestWaitMs)),
                LastError = _health.LastError ?? (backlog is null ? null : "the backlog nears the topic's retention"),
                LastErrorAt = _health.LastErrorAt ?? backlog,
                DegradedSince = _health.DegradedSince ?? backlog,
            };
        }
    }

    private TimeSpan BacklogAlarm => _options.BacklogAlarm ?? TopicCatalog.Get(_table.Topic).Retention / 2 ?? TimeSpan.MaxValue;

    private void PublishStatus()
    {
        if (_time.GetElapsedTime(_statusAt) < StatusInterval)
            return;
        _statusAt = _time.GetTimestamp();
        long lag = _filling.Records + (_sending?.Records ?? 0);
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
        var age = oldest is null ? TimeSpan.Zero : _time.GetUtcNow() - oldest.OldestAt;
        _telemetry.Behind(_table.Name, lag, age);
        WatchBacklog(age);
    }

    private void WatchBacklog(TimeSpan age)
    {
        var isOld = age >= BacklogAlarm;
        var wasOld = Interlocked.Read(ref _backlogSince) > 0;
        if (isOld == wasOld)
            return;
        Interlocked.Exchange(ref _backlogSince, isOld ? _time.GetUtcNow().UtcTicks : 0);
        if (isOld)
            Log.BacklogOld(_logger, _table.Name, _table.Topic, age, BacklogAlarm);
        else
            Log.BacklogGone(_logger, _table.Name);
    }
}
