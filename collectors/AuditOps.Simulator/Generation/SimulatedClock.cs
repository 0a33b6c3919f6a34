namespace AuditOps.Simulator.Generation;

/// <summary>
/// The time the tenants live in. It starts a backlog before the real time and either is the real time (speed 1) or runs faster until it has caught up.
/// Stopped, it lets nothing new appear, while tokens and windows go on with the real time.
/// </summary>
internal sealed class SimulatedClock
{
    private readonly TimeProvider _time;
    private readonly DateTime _realStart;
    private readonly double _speed;
    private long _frozenTicks = long.MaxValue;

    public SimulatedClock(TimeProvider time, TimeSpan backlog, double speed)
    {
        _time = time;
        _speed = speed;
        _realStart = time.GetUtcNow().UtcDateTime;
        Start = _realStart - backlog;
    }

    /// <summary>No activity is older.</summary>
    public DateTime Start { get; }

    /// <summary>The real time.</summary>
    public DateTime Real => _time.GetUtcNow().UtcDateTime;

    public bool IsFrozen => Interlocked.Read(ref _frozenTicks) != long.MaxValue;

    /// <summary>What has become available up to here can be served.</summary>
    public DateTime Now
    {
        get
        {
            var now = Simulated(Real);
            var frozen = Interlocked.Read(ref _frozenTicks);
            return now.Ticks > frozen ? new DateTime(frozen, DateTimeKind.Utc) : now;
        }
    }

    /// <summary>When, by the real clock, something of this simulated time appears.</summary>
    public DateTime ToReal(DateTime simulated)
    {
        if (_speed <= 1 || simulated <= Start) return simulated;
        var real = _realStart + ((simulated - Start) / _speed);
        return real > simulated ? real : simulated;
    }

    public DateTime Simulated(DateTime real)
    {
        if (_speed <= 1 || real <= _realStart) return _speed <= 1 ? real : Start;
        var ahead = Start + ((real - _realStart) * _speed);
        return ahead < real ? ahead : real;
    }

    /// <summary>Stops at the current simulated time; a second call changes nothing.</summary>
    public DateTime Freeze()
    {
        var now = Simulated(Real).Ticks;
        var before = Interlocked.CompareExchange(ref _frozenTicks, now, long.MaxValue);
        return new DateTime(before == long.MaxValue ? now : before, DateTimeKind.Utc);
    }
}
