using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Storage;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>A fetch waiting for one of its partitions to change, for its time to be up, or for its connection to go.</summary>
internal sealed class ParkedFetch(List<FetchTarget> targets) : IDataWaiter, IDeadline, IDisposable
{
    private readonly TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>False when a partition has changed since it was looked at.</summary>
    public bool Register()
    {
        foreach (var target in targets)
        {
            if (target.Log is { } log && !log.RegisterDataWaiter(this, target.Stamp)) return false;
        }
        return true;
    }

    public async Task WaitAsync(CancellationToken closed)
    {
        using var registration = closed.UnsafeRegister(static state => ((ParkedFetch)state!)._woken.TrySetResult(), this);
        await _woken.Task;
    }

    public void OnChanged(PartitionLog log) => _woken.TrySetResult();

    public void OnDeadline(long nowMs) => _woken.TrySetResult();

    public void Dispose()
    {
        foreach (var target in targets) target.Log?.UnregisterDataWaiter(this);
    }
}
