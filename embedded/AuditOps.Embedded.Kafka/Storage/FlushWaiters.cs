namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>Those who wait for positions of one log to be on disk.</summary>
internal sealed class FlushWaiters
{
    readonly Lock _lock = new();
    readonly List<(long Position, IFlushWaiter Waiter, long Token)> _waiting = [];
    readonly List<(long Position, IFlushWaiter Waiter, long Token)> _ready = [];
    readonly Lock _telling = new();
    long _done;
    KafkaError _fault;

    /// <summary>False when the position is reached already. After a fault the waiter is told at once, on the caller's thread.</summary>
    public bool Register(long position, IFlushWaiter waiter, long token)
    {
        lock (_lock)
        {
            if (position <= _done) return false;
            if (_fault == KafkaError.None)
            {
                _waiting.Add((position, waiter, token));
                return true;
            }
        }
        waiter.OnFlushed(token, _fault);
        return true;
    }

    /// <summary>Tells everyone waiting for a position up to <paramref name="done"/>.</summary>
    public void Complete(long done)
    {
        lock (_telling)
        {
            lock (_lock)
            {
                _done = Math.Max(_done, done);
                var kept = 0;
                for (var i = 0; i < _waiting.Count; i++)
                {
                    if (_waiting[i].Position <= done) _ready.Add(_waiting[i]);
                    else _waiting[kept++] = _waiting[i];
                }
                _waiting.RemoveRange(kept, _waiting.Count - kept);
            }
            foreach (var (_, waiter, token) in _ready) waiter.OnFlushed(token, KafkaError.None);
            _ready.Clear();
        }
    }

    /// <summary>Tells everyone, now and later, that it will not happen.</summary>
    public void Fail(KafkaError error)
    {
        lock (_telling)
        {
            lock (_lock)
            {
                if (_fault == KafkaError.None) _fault = error;
                _ready.AddRange(_waiting);
                _waiting.Clear();
            }
            foreach (var (_, waiter, token) in _ready) waiter.OnFlushed(token, error);
            _ready.Clear();
        }
    }
}
