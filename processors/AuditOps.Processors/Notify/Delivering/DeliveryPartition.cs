using AuditOps.Schemas.Contracts;
using Confluent.Kafka;

namespace AuditOps.Processors.Notify.Delivering;

/// <summary>
/// What one partition of deliveries.v1 says is still to be done. It begins at the oldest unfinished delivery; until everything that was there at the start has been read,
/// nothing may be sent, because the outcome may stand further on. Belongs to the worker's lock.
/// </summary>
internal sealed class DeliveryPartition : IDisposable
{
    private readonly Dictionary<string, DeliveryItem> _byKey = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, DeliveryItem> _byOffset = [];
    private readonly CancellationTokenSource _given = new();
    private readonly long _endAtStart;

    /// <param name="partition">Which.</param>
    /// <param name="endAtStart">Offset behind the last record there was when it was assigned, whether visible then or not.</param>
    public DeliveryPartition(TopicPartition partition, long endAtStart)
    {
        Partition = partition;
        _endAtStart = endAtStart;
        Taken = _given.Token;
    }

    public TopicPartition Partition { get; }

    /// <summary>Cancelled when the partition is taken away.</summary>
    public CancellationToken Taken { get; }

    public bool IsCaughtUp { get; private set; }

    /// <summary>It is about to be taken away: nothing new is begun.</summary>
    public bool IsClosing { get; set; }

    /// <summary>Attempts on their way.</summary>
    public int Running { get; set; }
    public int Unfinished => _byKey.Count;
    public IEnumerable<DeliveryItem> Items => _byOffset.Values;

    /// <summary>The offset to read next; -1 before the first record or end.</summary>
    public long Next { get; private set; } = -1;

    /// <summary>What was committed last; -1 for nothing yet.</summary>
    public long Committed { get; set; } = -1;

    /// <summary>Where the next owner has to begin: at the oldest unfinished delivery. -1 while that is not known.</summary>
    public long Safe
    {
        get
        {
            if (!IsCaughtUp)
                return -1;
            foreach (var offset in _byOffset.Keys)
                return offset;
            return Next;
        }
    }

    /// <summary>Everything before this offset has been read.</summary>
    /// <returns>True when this completes what was there at the start.</returns>
    public bool Advance(long next)
    {
        Next = Math.Max(Next, next);
        if (IsCaughtUp || Next < _endAtStart)
            return false;
        IsCaughtUp = true;
        return true;
    }

    /// <summary>Takes in one record.</summary>
    /// <returns>The delivery that it adds; null when it adds none.</returns>
    public DeliveryItem? Apply(long offset, Delivery step)
    {
        var known = _byKey.GetValueOrDefault(DeliveryItem.KeyOf(step));
        switch (step.State)
        {
            case DeliveryState.Planned when known is null || known.Planned.Round < step.Round:
                if (known is not null)
                    Finish(known);
                var item = new DeliveryItem(this, offset, step with { Payload = default });
                _byKey[item.Key] = item;
                _byOffset[offset] = item;
                return item;
            case DeliveryState.Failed when known is not null && known.Planned.Round == step.Round && known.Attempt < step.Attempt:
                known.Attempt = step.Attempt;
                known.DueAt = step.NextAttemptAt ?? step.At;
                known.FailingSince ??= step.At;
                return null;
            case DeliveryState.Delivered or DeliveryState.Dead when known is not null && known.Planned.Round <= step.Round:
                Finish(known);
                return null;
            default:
                return null;
        }
    }

    public void Finish(DeliveryItem item)
    {
        item.IsFinished = true;
        if (_byKey.GetValueOrDefault(item.Key) == item)
            _byKey.Remove(item.Key);
        _byOffset.Remove(item.Offset);
    }

    /// <summary>Ends what is on its way; nothing is sent for it here any more.</summary>
    public void Dispose()
    {
        foreach (var item in _byOffset.Values)
            item.IsFinished = true;
        _given.Cancel();
        _given.Dispose();
    }
}
