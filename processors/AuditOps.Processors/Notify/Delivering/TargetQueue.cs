using AuditOps.Processors.Notify.Sending;

namespace AuditOps.Processors.Notify.Delivering;

/// <summary>
/// What waits for one target, and who sends it: a queue, a limit of requests and a pace of its own, so that a receiver that is slow or gone delays nobody else. While a
/// receiver fails, one request at a time asks whether it is back. Belongs to the worker's lock, but for the loop.
/// </summary>
/// <param name="target">The target.</param>
/// <param name="sender">The way to it.</param>
/// <param name="maxHeld">Bytes of alerts held here.</param>
/// <param name="health">Its health.</param>
internal sealed class TargetQueue(TargetOptions target, ISender sender, int maxHeld, TargetHealth health) : IAsyncDisposable
{
    /// <summary>After so many failures in a row the receiver itself is taken to be the trouble, not a single delivery.</summary>
    private const int Troubled = 3;

    private readonly PriorityQueue<DeliveryItem, (DateTimeOffset DueAt, long Offset)> _waiting = new();
    private readonly SemaphoreSlim _signal = new(0);
    private DateTimeOffset _notBefore;
    private long _held;

    public TargetOptions Target => target;
    public ISender Sender => sender;
    public TargetHealth Health => health;
    public int Running { get; private set; }

    public void Add(DeliveryItem item)
    {
        _waiting.Enqueue(item, (item.DueAt, item.Offset));
        Wake();
    }

    /// <summary>Keeps the alert in memory as long as there is room for it.</summary>
    public void Hold(DeliveryItem item, ReadOnlyMemory<byte> payload)
    {
        if (_held + payload.Length > maxHeld)
            return;
        item.Held = payload;
        _held += payload.Length;
    }

    public void Release(DeliveryItem item)
    {
        _held -= item.Held?.Length ?? 0;
        item.Held = null;
    }

    /// <summary>The next to be sent now, or how long to wait for it unless something happens before.</summary>
    public (DeliveryItem? Item, TimeSpan Wait) Next(DateTimeOffset now, TimeSpan longest)
    {
        while (_waiting.TryPeek(out var item, out var due))
        {
            if (item.IsFinished || item.Partition.IsClosing)
            {
                _waiting.Dequeue();
                Release(item);
                continue;
            }

            if (Running >= (health.Failures >= Troubled ? 1 : target.Concurrency))
                return (null, longest);
            var at = due.DueAt > _notBefore ? due.DueAt : _notBefore;
            if (at > now)
                return (null, at - now < longest ? at - now : longest);
            _waiting.Dequeue();
            Running++;
            item.Partition.Running++;
            if (target.PerMinute > 0)
                _notBefore = now + TimeSpan.FromMinutes(1) / target.PerMinute;
            return (item, default);
        }

        return (null, longest);
    }

    /// <summary>An attempt has ended.</summary>
    /// <param name="item">Of what.</param>
    /// <param name="notBefore">When the receiver may be asked again at the earliest.</param>
    public void Ended(DeliveryItem item, DateTimeOffset? notBefore)
    {
        Running--;
        item.Partition.Running--;
        if (notBefore > _notBefore && health.Failures >= Troubled)
            _notBefore = notBefore.Value;
        if (item.IsFinished)
            Release(item);
        Wake();
    }

    /// <summary>The receiver asks to be left alone.</summary>
    public void Postpone(DateTimeOffset until) => _notBefore = until > _notBefore ? until : _notBefore;

    public Task WaitAsync(TimeSpan longest, CancellationToken cancel) => _signal.WaitAsync(longest, cancel);

    public async ValueTask DisposeAsync()
    {
        await sender.DisposeAsync();
        _signal.Dispose();
    }

    private void Wake()
    {
        if (_signal.CurrentCount == 0)
            _signal.Release();
    }
}
