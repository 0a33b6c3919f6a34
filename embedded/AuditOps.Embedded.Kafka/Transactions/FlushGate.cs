using AuditOps.Embedded.Kafka.Storage;

namespace AuditOps.Embedded.Kafka.Transactions;

/// <summary>Waits until several appends, in whatever logs, are on disk.</summary>
internal sealed class FlushGate : IFlushWaiter
{
    private readonly TaskCompletionSource<KafkaError> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // One more than what is waited for, until everything is registered.
    private int _open = 1;
    private int _error;

    public void Add(PartitionLog log, long flushOffset)
    {
        Interlocked.Increment(ref _open);
        if (!log.RegisterFlushWaiter(flushOffset, this, 0)) Release();
    }

    public void Add(InternalLog log, long position)
    {
        Interlocked.Increment(ref _open);
        if (!log.RegisterFlushWaiter(position, this, 0)) Release();
    }

    /// <summary>The first error, or None. A topic deleted meanwhile is none.</summary>
    public Task<KafkaError> WaitAsync()
    {
        Release();
        return _done.Task;
    }

    public void OnFlushed(long token, KafkaError error)
    {
        if (error is not (KafkaError.None or KafkaError.UnknownTopicOrPartition)) Interlocked.CompareExchange(ref _error, (int)error, 0);
        Release();
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _open) == 0) _done.TrySetResult((KafkaError)Volatile.Read(ref _error));
    }
}
