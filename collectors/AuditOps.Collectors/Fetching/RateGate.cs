namespace AuditOps.Collectors.Fetching;

/// <summary>
/// A request budget: so many in a period, spread evenly after a burst of the same size is used up (generic cell rate algorithm). A service that asks for patience closes it
/// for everybody behind it. Thread-safe; waiting holds no thread.
/// </summary>
internal sealed class RateGate(int requests, TimeSpan period, TimeProvider time) : IDisposable
{
    /// <summary>Share of a burst that what lies behind the present may use up; the rest is free at once for what is live.</summary>
    private const double BehindShare = 0.6;

    private readonly Lock _lock = new();

    /// <summary>In the order of their coming: every feed's backlog gets on, whichever is the largest.</summary>
    private readonly SemaphoreSlim _queue = new(1);
    private readonly TimeSpan _step = period / requests;
    private DateTimeOffset _next = DateTimeOffset.MinValue;
    private DateTimeOffset _closedUntil = DateTimeOffset.MinValue;

    /// <param name="isBehind">Waits until others, who are live, have left enough; a period at most, so that it gets on however busy they are.</param>
    public async ValueTask WaitAsync(bool isBehind, CancellationToken cancel)
    {
        if (isBehind) await _queue.WaitAsync(cancel);
        try
        {
            var began = time.GetTimestamp();
            while (Reserve(isBehind && time.GetElapsedTime(began) < period) is { Ticks: > 0 } wait) await Task.Delay(wait, time, cancel);
        }
        finally
        {
            if (isBehind) _queue.Release();
        }
    }

    /// <summary>Whether the service asks for patience now.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_lock) return _closedUntil > time.GetUtcNow();
        }
    }

    /// <summary>Nobody passes before then.</summary>
    public void Close(TimeSpan pause)
    {
        lock (_lock)
        {
            var until = time.GetUtcNow() + pause;
            if (until > _closedUntil) _closedUntil = until;
        }
    }

    /// <returns>Zero: go. Otherwise how long to wait before asking again.</returns>
    internal TimeSpan Reserve(bool isBehind = false)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_closedUntil > now) return _closedUntil - now;
            if (_next < now) _next = now;
            // What lies ahead of now is what has been used of the burst.
            var burst = isBehind && period * BehindShare > _step ? period * BehindShare : isBehind ? _step : period;
            var over = _next + _step - now - burst;
            if (over > TimeSpan.Zero) return over;
            _next += _step;
            return TimeSpan.Zero;
        }
    }

    public void Dispose() => _queue.Dispose();
}
