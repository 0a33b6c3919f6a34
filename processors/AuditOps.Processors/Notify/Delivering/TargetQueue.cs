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

    /// <summary>Deliveries that one message stands for; each has an outcome of its own to be noted.</summary>
    private const int MostTogether = 1_000;

    private readonly PriorityQueue<DeliveryItem, (DateTimeOffset DueAt, int Mildness, long Offset)> _waiting = new();
    private readonly SemaphoreSlim _signal = new(0);
    private StormGate? _gate;
    private DateTimeOffset _notBefore;
    private long _held;

    public TargetOptions Target => target;
    public ISender Sender => sender;
    public TargetHealth Health => health;
    public int Running { get; private set; }

    /// <summary>Whether the receiver itself is taken to be the trouble.</summary>
    public bool IsTroubled => health.Failures >= Troubled;

    /// <summary>Deliveries that wait for their turn.</summary>
    public int Waiting => _waiting.Count + Gate.Count;

    private StormGate Gate => _gate ??= new StormGate(target.DigestAfter, target.DigestWindow, MostTogether, Release);

    public void Add(DeliveryItem item)
    {
        // What is due at the same time goes by weight: the worst is not behind everything else.
        _waiting.Enqueue(item, (item.DueAt, -(int)item.Planned.Severity, item.Offset));
        Wake();
    }

    /// <summary>Takes away what would be sent last, until no more than so many wait.</summary>
    public List<DeliveryItem> Shed(int kept)
    {
        var all = _waiting.UnorderedItems.OrderBy(static one => one.Priority).ToList();
        _waiting.Clear();
        _waiting.EnqueueRange(all.Take(kept));
        var shed = all.Skip(kept).Select(static one => one.Element).ToList();
        shed.ForEach(Release);
        return shed;
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

    /// <summary>What is to be sent now in one message, or how long to wait for it unless something happens before.</summary>
    public (IReadOnlyList<DeliveryItem> Items, TimeSpan Wait) Next(DateTimeOffset now, TimeSpan longest)
    {
        if (Running >= (IsTroubled ? 1 : target.Concurrency))
            return ([], longest);
        if (_notBefore > now)
            return ([], Shorter(_notBefore));
        if (Gate.Take(now) is { Count: > 0 } together)
            return (Begin(together, now), default);
        while (_waiting.TryPeek(out var item, out var due))
        {
            if (item.IsFinished || item.Partition.IsClosing)
            {
                _waiting.Dequeue();
                Release(item);
                continue;
            }

            if (due.DueAt > now)
                return ([], Shorter(Gate.Next is { } next && next < due.DueAt ? next : due.DueAt));
            _waiting.Dequeue();
            if (Gate.Admits(item, now))
                return (Begin([item], now), default);
        }

        return ([], Gate.Next is { } at ? Shorter(at) : longest);

        TimeSpan Shorter(DateTimeOffset until) => until - now < longest ? (until > now ? until - now : TimeSpan.Zero) : longest;
    }

    private IReadOnlyList<DeliveryItem> Begin(IReadOnlyList<DeliveryItem> items, DateTimeOffset now)
    {
        Running++;
        foreach (var item in items)
            item.Partition.Running++;
        if (target.PerMinute > 0)
            _notBefore = now + TimeSpan.FromMinutes(1) / target.PerMinute;
        return items;
    }

    /// <summary>An attempt has ended.</summary>
    /// <param name="items">Of what.</param>
    /// <param name="notBefore">When the receiver may be asked again at the earliest.</param>
    public void Ended(IReadOnlyList<DeliveryItem> items, DateTimeOffset? notBefore)
    {
        Running--;
        if (notBefore > _notBefore && IsTroubled)
            _notBefore = notBefore.Value;
        foreach (var item in items)
        {
            item.Partition.Running--;
            if (item.IsFinished)
                Release(item);
        }

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
