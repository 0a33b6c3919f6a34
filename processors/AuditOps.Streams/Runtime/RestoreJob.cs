namespace AuditOps.Streams.Runtime;

/// <summary>The restore of one task.</summary>
internal sealed class RestoreJob
{
    private volatile bool _isDone;

    public RestoreJob(StreamTask task, long started)
    {
        Started = started;
        Slots = [.. task.Stores.Select(slot => new RestoreSlot(this, slot))];
    }

    /// <summary>Timestamp of the clock when it was asked for.</summary>
    public long Started { get; }

    public RestoreSlot[] Slots { get; }

    public bool IsDone
    {
        get => _isDone;
        set => _isDone = value;
    }
}

/// <summary>The restore of one store.</summary>
internal sealed class RestoreSlot(RestoreJob job, StoreSlot slot)
{
    public RestoreJob Job => job;

    public StoreSlot Slot => slot;

    public bool IsDone { get; set; }

    /// <summary>Changelog records read.</summary>
    public long Records { get; set; }
}
