namespace AuditOps.Tests.Collect;

/// <summary>The system's clock, set forward or back while it runs, with waits that may be shorter than they are.</summary>
/// <param name="haste">Waits take this part of their time.</param>
internal sealed class MovedTime(int haste = 1) : TimeProvider
{
    private long _shift;

    public TimeSpan Shift
    {
        get => new(Interlocked.Read(ref _shift));
        set => Interlocked.Exchange(ref _shift, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow + Shift;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / haste : dueTime, period);
}
