namespace AuditOps.Processors.Notify.Delivering;

/// <summary>How long to wait after a failure: doubled each time up to a limit, and spread so that many that failed together do not come back together.</summary>
internal sealed class RetryPlan(TimeSpan first, TimeSpan longest, TimeSpan longestAsked, Random random)
{
    private const int MostDoublings = 30;
    private readonly Lock _lock = new();

    /// <param name="attempt">Attempts made, 1 or more.</param>
    /// <param name="asked">What the receiver asks for; at least that is waited, up to a limit.</param>
    public TimeSpan After(int attempt, TimeSpan? asked)
    {
        double spread;
        lock (_lock)
            spread = 0.5 + random.NextDouble();
        var wait = Math.Min(first.TotalSeconds * Math.Pow(2, Math.Clamp(attempt - 1, 0, MostDoublings)), longest.TotalSeconds) * spread;
        var wish = Math.Min(asked?.TotalSeconds ?? 0, longestAsked.TotalSeconds);
        return TimeSpan.FromSeconds(Math.Max(wait, wish));
    }
}
