namespace AuditOps.Api.Rules.Backtest;

/// <summary>Few backtests run at once: each may read for half a minute and hold a processor and some hundred megabytes.</summary>
internal sealed class BacktestGate : IDisposable
{
    private const int AtOnce = 2;

    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim free = new(AtOnce);

    /// <summary>A turn, to be disposed of when done; null when none came in time.</summary>
    public async Task<IDisposable?> EnterAsync(CancellationToken cancellation) => await free.WaitAsync(Wait, cancellation) ? new Turn(free) : null;

    public void Dispose() => free.Dispose();

    private sealed class Turn(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
