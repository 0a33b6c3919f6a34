using System.Buffers;

namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>Fetches parked on one log, and the stamp that tells them whether they looked before or after the last change.</summary>
internal sealed class DataWaiters
{
    readonly Lock _lock = new();
    readonly List<IDataWaiter> _waiting = [];
    long _stamp;

    public long Stamp => Volatile.Read(ref _stamp);

    public bool Register(IDataWaiter waiter, long seenStamp)
    {
        lock (_lock)
        {
            if (_stamp != seenStamp) return false;
            _waiting.Add(waiter);
            return true;
        }
    }

    public void Unregister(IDataWaiter waiter)
    {
        lock (_lock) _waiting.Remove(waiter);
    }

    public void Wake(PartitionLog log)
    {
        IDataWaiter[] taken;
        int count;
        lock (_lock)
        {
            Volatile.Write(ref _stamp, _stamp + 1);
            count = _waiting.Count;
            if (count == 0) return;
            taken = ArrayPool<IDataWaiter>.Shared.Rent(count);
            _waiting.CopyTo(taken);
            _waiting.Clear();
        }
        for (var i = 0; i < count; i++) taken[i].OnChanged(log);
        ArrayPool<IDataWaiter>.Shared.Return(taken, clearArray: true);
    }
}
