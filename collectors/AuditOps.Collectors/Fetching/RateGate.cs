namespace AuditOps.Collectors.Fetching;

/// <summary>
/// A request budget: so many in a period, spread evenly after a burst of the same size is used up (generic cell rate algorithm). A service that asks for patience closes it
/// for everybody behind it. Thread-safe; waiting holds no thread.
/// </summary>
internal sealed class RateGate(int requests, TimeSpan period, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly TimeSpan _step = period / requests;
    private DateTimeOffset _next = DateTimeOffset.MinValue;
    private DateTimeOffset _closedUntil = DateTimeOffset.MinValue;

    public async ValueTask WaitAsync(CancellationToken cancel)
    {
        while (Reserve() is { Ticks: > 0 } wait) await Task.Delay(wait, time, cancel);
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
    internal TimeSpan Reserve()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_closedUntil > now) return _closedUntil - now;
            if (_next < now) _next = now;
            // What lies ahead of now is what has been used of the burst.
            var over = _next + _step - now - period;
            if (over > TimeSpan.Zero) return over;
            _next += _step;
            return TimeSpan.Zero;
        }
    }
}
