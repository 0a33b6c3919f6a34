namespace AuditOps.Embedded.Kafka.Net;

/// <summary>
/// All of the broker's timers on one: a queue ordered by time and a single timer armed for its head, so that an idle broker wakes for nothing.
/// Entries are never taken out; a deadline that no longer matters is ignored by its receiver.
/// </summary>
internal sealed class DeadlineQueue : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly PriorityQueue<IDeadline, long> _queue = new();
    private readonly ITimer _timer;
    private readonly long _start;
    private long _armedFor = long.MaxValue;
    private bool _disposed;

    public DeadlineQueue(TimeProvider time)
    {
        _time = time;
        _start = time.GetTimestamp();
        _timer = time.CreateTimer(static state => ((DeadlineQueue)state!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Milliseconds since this queue was made; never goes back.</summary>
    public long NowMs => (long)_time.GetElapsedTime(_start).TotalMilliseconds;

    public void Schedule(IDeadline target, long dueMs)
    {
        lock (_gate)
        {
            if (_disposed) return;
            _queue.Enqueue(target, dueMs);
            if (dueMs < _armedFor) Arm(dueMs);
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _disposed = true;
            _queue.Clear();
        }
        return _timer.DisposeAsync();
    }

    private void Fire()
    {
        List<IDeadline> due = [];
        var now = NowMs;
        lock (_gate)
        {
            if (_disposed) return;
            while (_queue.TryPeek(out var head, out var dueMs) && dueMs <= now)
            {
                due.Add(head);
                _queue.Dequeue();
            }
            _armedFor = long.MaxValue;
            if (_queue.TryPeek(out _, out var next)) Arm(next);
        }
        foreach (var target in due) target.OnDeadline(now);
    }

    private void Arm(long dueMs)
    {
        _armedFor = dueMs;
        // One millisecond more, because the clock above rounds down and a timer that fires early would only be armed again.
        _timer.Change(TimeSpan.FromMilliseconds(Math.Clamp(dueMs - NowMs + 1, 1, int.MaxValue)), Timeout.InfiniteTimeSpan);
    }
}
