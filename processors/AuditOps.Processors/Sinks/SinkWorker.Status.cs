using AuditOps.Schemas.Contracts;

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
    private long _oldestAgeMs;

    /// <summary>Since when the oldest record in hand is so old that Kafka comes near to dropping unread ones; ticks, 0 for not.</summary>
    private long _backlogSince;

    private readonly TopicRetention _retention;
    private volatile bool _isKnown;
    private int _inHand;

    /// <summary>Records that are held in memory: those of both batches, and what came while it was not wanted.</summary>
    internal int InHand => Volatile.Read(ref _inHand);

    /// <summary>Whether reading is suspended.</summary>
    internal bool IsPaused => _isPaused == true;

    public string Reporter { get; }

    public StageStatus Status
    {
        get
        {
            var backlog = BacklogSince;
            return new StageStatus
            {
                Name = $"sink-{_table.Name}",
                State = _ended.Task.IsFaulted ? "Failed" : _ended.Task.IsCompleted ? "Stopped" : _health.DegradedSince is null ? "Running" : "BackingOff",
                Processed = Interlocked.Read(ref _rowsStored),
                DeadLettered = Interlocked.Read(ref _deadLettered),
                Lag = Interlocked.Read(ref _lag),
                Behind = TimeSpan.FromMilliseconds(Interlocked.Read(ref _oldestWaitMs)),
                LastError = backlog is null ? _health.LastError : BacklogError(),
                LastErrorAt = _health.LastErrorAt ?? backlog,
                DegradedSince = _health.DegradedSince ?? backlog,
            };
        }
    }

    public IReadOnlyList<SourceHealth>? Alarms()
    {
        var (backlog, failing) = (BacklogSince, _health.DegradedSince);
        if (backlog is null && failing is null)
            return _isKnown ? [] : null;
        return
        [
            new SourceHealth
            {
                Tenant = SourceHealth.Installation,
                Source = $"sink.{_table.Name}",
                Reporter = Reporter,
                State = failing is null ? HealthState.Degraded : HealthState.Failing,
                Since = failing ?? backlog!.Value,
                Code = backlog is null ? HealthCodes.Unavailable : HealthCodes.Backlog,
                Error = backlog is null ? _health.ErrorInForce : BacklogError(),
                WhatToDo = backlog is null
                    ? "Bring ClickHouse back; what is to be stored waits in Kafka."
                    : $"Bring ClickHouse back or make it faster, or raise retention.ms of {_table.Topic}: Kafka deletes what is older, stored or not.",
                LagSeconds = TimeSpan.FromMilliseconds(Interlocked.Read(ref _oldestAgeMs)).TotalSeconds,
                UpdatedAt = _time.GetUtcNow(),
            },
        ];
    }

    private DateTimeOffset? BacklogSince => Interlocked.Read(ref _backlogSince) is var ticks and > 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    private string BacklogError() =>
        $"the backlog nears the topic's retention: the oldest record of {_table.Topic} that is not stored is {TimeSpan.FromMilliseconds(Interlocked.Read(ref _oldestAgeMs)):d\\.hh\\:mm\\:ss} old" +
        (_health.ErrorInForce is { } error ? $"; {error}" : "");

    private TimeSpan BacklogAlarm => _options.BacklogAlarm ?? _retention.Now / 2 ?? TimeSpan.MaxValue;

    private void PublishStatus()
    {
        if (_time.GetElapsedTime(_statusAt) < StatusInterval)
            return;
        _statusAt = _time.GetTimestamp();
        _retention.Refresh();
        Volatile.Write(ref _inHand, _filling.Records + (_sending?.Records ?? 0) + _waiting.Count);
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
        // Between two attempts nothing is in hand; what is known of the backlog then stays as it is.
        if (OldestAt() is { } at)
            WatchBacklog(lag, at == DateTimeOffset.MaxValue ? TimeSpan.Zero : _time.GetUtcNow() - at);
        if (!_isKnown && _recovering is null && !_mustRecover && _consumer.Assignment.Count > 0)
            _isKnown = _rowsStored > 0 || (lag == 0 && _isDrained);
    }

    /// <summary>Timestamp of the oldest record that is not stored; the far future for none, null where that cannot be told.</summary>
    private DateTimeOffset? OldestAt()
    {
        if (_recovering is not null || _mustRecover)
            return _recovery.OldestAt;
        var at = _sending?.OldestAt ?? DateTimeOffset.MaxValue;
        if (_filling.OldestAt < at)
            at = _filling.OldestAt;
        return _waiting.TryPeek(out var waiting) && waiting.At < at ? waiting.At : at;
    }

    private void WatchBacklog(long lag, TimeSpan age)
    {
        Interlocked.Exchange(ref _oldestAgeMs, (long)age.TotalMilliseconds);
        _telemetry.Behind(_table.Name, lag, age);
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
