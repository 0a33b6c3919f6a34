namespace AuditOps.Collectors.Fetching;

/// <summary>Requests of one feed, and what they were held up by. Thread-safe.</summary>
internal sealed class FetchStatus
{
    private readonly FetchStatus? _whole;
    private long _throttledTicks;
    private long _requests;
    private long _repeats;

    public FetchStatus() => Behind = new FetchStatus(this);

    private FetchStatus(FetchStatus whole)
    {
        _whole = whole;
        Behind = this;
    }

    /// <summary>For requests that give way to those about the present; they count among all.</summary>
    public FetchStatus Behind { get; }

    public bool IsBehind => _whole is not null;

    /// <summary>Time that requests were held back because the service asked for it.</summary>
    public TimeSpan Throttled => new(Interlocked.Read(ref _throttledTicks));

    public long Requests => Interlocked.Read(ref _requests);

    public long Repeats => Interlocked.Read(ref _repeats);

    public void AddThrottled(TimeSpan pause) => Interlocked.Add(ref (_whole ?? this)._throttledTicks, pause.Ticks);

    public void AddRequest() => Interlocked.Increment(ref (_whole ?? this)._requests);

    public void AddRepeat() => Interlocked.Increment(ref (_whole ?? this)._repeats);
}
