namespace AuditOps.Collectors.Fetching;

/// <summary>Holds a place among the answers that may be in memory at once. Disposed when its records are published, or were none.</summary>
internal sealed class Lease(SemaphoreSlim places) : IDisposable
{
    private SemaphoreSlim? _places = places;

    public void Dispose() => Interlocked.Exchange(ref _places, null)?.Release();
}
