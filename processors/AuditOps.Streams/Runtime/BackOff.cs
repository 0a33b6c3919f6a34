namespace AuditOps.Streams.Runtime;

/// <summary>Doubling waits with up to a quarter of seeded jitter, so that workers that failed together do not return together.</summary>
internal sealed class BackOff(TimeSpan first, TimeSpan max, Random random)
{
    private int _failures;

    /// <summary>Failures in a row.</summary>
    public int Failures => _failures;

    public TimeSpan Next()
    {
        var doubled = first.TotalMilliseconds * Math.Pow(2, Math.Min(_failures, 20));
        _failures++;
        var wait = Math.Min(doubled, max.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(wait * (1 - random.NextDouble() / 4));
    }

    public void Reset() => _failures = 0;

    /// <summary>Undoes a <see cref="Reset"/> that was not earned.</summary>
    public void Restore(int failures) => _failures = failures;
}
