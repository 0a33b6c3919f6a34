namespace AuditOps.Host.Supervision;

/// <summary>How long to wait before a child that died is started again: 0.2 s, doubling to 10 s; a minute of life resets it.</summary>
internal sealed class RestartBackoff(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan HealthyAfter = TimeSpan.FromMinutes(1);

    private TimeSpan _next = First;
    private long _started;

    public void Started() => _started = time.GetTimestamp();

    public TimeSpan Next()
    {
        if (time.GetElapsedTime(_started) >= HealthyAfter) _next = First;
        var wait = _next;
        _next = _next * 2 < Longest ? _next * 2 : Longest;
        return wait;
    }
}
