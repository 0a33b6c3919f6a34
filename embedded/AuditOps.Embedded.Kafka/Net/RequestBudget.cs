namespace AuditOps.Embedded.Kafka.Net;

/// <summary>
/// Bytes that the large requests of all connections may hold together. A request takes its whole size before its bytes are read, so that none waits for more
/// while it holds some; those that do not fit wait in the order they came, and their clients are held back by TCP.
/// </summary>
internal sealed class RequestBudget(long limit)
{
    private readonly Lock _gate = new();
    private readonly Queue<(long Bytes, TaskCompletionSource Turn)> _waiting = [];
    private long _free = limit;

    public long Free
    {
        get
        {
            lock (_gate) return _free;
        }
    }

    /// <summary>Completes when the bytes are taken; each is given back once.</summary>
    public Task TakeAsync(long bytes)
    {
        lock (_gate)
        {
            if (_waiting.Count == 0 && bytes <= _free)
            {
                _free -= bytes;
                return Task.CompletedTask;
            }

            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue((bytes, turn));
            return turn.Task;
        }
    }

    public void Give(long bytes)
    {
        lock (_gate)
        {
            _free += bytes;
            while (_waiting.TryPeek(out var next) && next.Bytes <= _free)
            {
                _free -= next.Bytes;
                _waiting.Dequeue().Turn.SetResult();
            }
        }
    }
}
