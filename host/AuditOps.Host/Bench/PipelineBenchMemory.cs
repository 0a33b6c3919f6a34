namespace AuditOps.Host.Bench;

/// <summary>Samples the stack's resident memory once a second and keeps the largest sum.</summary>
internal sealed class PipelineBenchMemory : IDisposable
{
    private readonly ITimer _timer;
    private long _peak;

    public PipelineBenchMemory(PipelineBenchStack stack, TimeProvider time) =>
        _timer = time.CreateTimer(_ => Interlocked.Exchange(ref _peak, Math.Max(Interlocked.Read(ref _peak), stack.ResidentBytes())), null, TimeSpan.Zero, TimeSpan.FromSeconds(1));

    /// <summary>Null when there is no child process to look at.</summary>
    public double? PeakMb => Interlocked.Read(ref _peak) is > 0 and var peak ? Math.Round(peak / (1024.0 * 1024.0)) : null;

    public void Dispose() => _timer.Dispose();
}
