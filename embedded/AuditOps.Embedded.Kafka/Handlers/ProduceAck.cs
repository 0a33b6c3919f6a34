using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>The answer to one produce request while some of its partitions are not on disk yet.</summary>
internal sealed class ProduceAck : IFlushWaiter
{
    private readonly List<ProducePartitionResult> _waiting = [];

    // Made on first need: most answers under the other flush policies wait for nothing.
    private TaskCompletionSource<IMessage?>? _done;

    // One more than what is waited for, until all partitions are registered, so that an early flush does not complete too soon.
    private int _open = 1;

    public ProduceResponse Response { get; } = new();

    public void Await(PartitionLog log, long flushOffset, ProducePartitionResult outcome)
    {
        _done ??= new TaskCompletionSource<IMessage?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var token = _waiting.Count;
        lock (_waiting) _waiting.Add(outcome);
        Interlocked.Increment(ref _open);
        if (!log.RegisterFlushWaiter(flushOffset, this, token)) Interlocked.Decrement(ref _open);
    }

    public Task<IMessage?> Completion()
    {
        if (_done is null) return Task.FromResult<IMessage?>(Response);
        Release();
        return _done.Task;
    }

    public void OnFlushed(long token, KafkaError error)
    {
        if (error != KafkaError.None)
        {
            lock (_waiting)
            {
                var outcome = _waiting[(int)token];
                outcome.Error = error;
                outcome.BaseOffset = -1;
            }
        }
        Release();
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _open) == 0) _done!.TrySetResult(Response);
    }
}
