namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>Something the flusher forces to disk.</summary>
internal abstract class FlushTarget
{
    int _queued;

    /// <summary>False for data, true for logs of coordinators: data goes to disk first, so that no decision is durable before what it decides on.</summary>
    public virtual bool FlushLate => false;

    /// <summary>Forces what was written so far to disk and tells the waiters. Failures become the target's own fault; it never throws.</summary>
    public abstract void FlushNow();

    /// <summary>True when this call was the one to queue it.</summary>
    internal bool TryQueue() => Interlocked.Exchange(ref _queued, 1) == 0;

    /// <summary>Before the flush, so that writes during it queue it again.</summary>
    internal void Unqueue() => Volatile.Write(ref _queued, 0);
}
