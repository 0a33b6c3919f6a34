using AuditOps.Embedded.Kafka.Storage;

namespace AuditOps.Embedded.Kafka.Backup;

/// <summary>
/// A store in which nothing is written, by the locks that every writer takes: one moment for all logs, so that offsets and transactions never know more than the data.
/// Locks are tried, never waited for while others are held for long: whoever holds one may be waiting for another. One thread takes and gives back.
/// </summary>
internal sealed class HeldStore : IDisposable
{
    private static readonly TimeSpan Try = TimeSpan.FromMilliseconds(100);

    private readonly Stack<Lock> _taken = new();

    private HeldStore()
    {
    }

    /// <returns>Null when some writer would not let go now.</returns>
    public static HeldStore? TryTake(LogStore store)
    {
        var held = new HeldStore();
        // The order in which the store nests them: the catalogue, what replaces files, the checkpoint, appends, the broker's own logs.
        if (held.Take(store.CatalogueLock) && held.TakeAll(store.AllLogs().Select(log => log.Maintenance)) && held.Take(store.CheckpointLock)
            && held.TakeAll(store.AllLogs().Select(log => log.AppendLock)) && held.TakeAll(store.OpenInternalLogs().Select(log => log.WriteLock))) return held;
        held.Dispose();
        return null;
    }

    public void Dispose()
    {
        while (_taken.TryPop(out var taken)) taken.Exit();
    }

    private bool TakeAll(IEnumerable<Lock> locks)
    {
        foreach (var one in locks)
            if (!Take(one)) return false;
        return true;
    }

    private bool Take(Lock one)
    {
        if (!one.TryEnter(Try)) return false;
        _taken.Push(one);
        return true;
    }
}
