namespace AuditOps.Streams.Testing;

/// <summary>A clock that moves only when told to: the one true time of a simulated cluster.</summary>
internal sealed class SimulatedTime : TimeProvider
{
    /// <summary>2026-01-01T00:00Z, so that record timestamps look like what the product sees.</summary>
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private long _elapsedTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public DateTimeOffset Now => Start.AddTicks(_elapsedTicks);

    public long NowMs => Now.ToUnixTimeMilliseconds();

    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        _elapsedTicks += by.Ticks;
    }

    /// <summary>The same time as a machine sees it whose wall clock is off.</summary>
    public TimeProvider Skewed(TimeSpan skew) => new SkewedTime(this, skew);

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => _elapsedTicks;

    /// <summary>One thread steps everything here; a timer would be a second one.</summary>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        throw new NotSupportedException("Simulated time has no timers: what runs on it is stepped.");

    private sealed class SkewedTime(SimulatedTime time, TimeSpan skew) : TimeProvider
    {
        public override long TimestampFrequency => time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => time.Now + skew;

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            time.CreateTimer(callback, state, dueTime, period);
    }
}
