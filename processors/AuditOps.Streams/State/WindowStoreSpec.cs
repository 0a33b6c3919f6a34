namespace AuditOps.Streams;

/// <summary>Spec of a <see cref="WindowStore{TKey,TValue}"/>.</summary>
/// <param name="Name">See <see cref="StoreSpec"/>.</param>
/// <param name="Keys">How keys are written; equal keys must have equal bytes.</param>
/// <param name="Values">How values are written.</param>
/// <param name="Window">Length of a window.</param>
/// <param name="Grace">How long after its end, in stream time, a window still takes values.</param>
/// <param name="Kept">How long after its start, in stream time, a window can be read; at least window and grace together.</param>
public sealed record WindowStoreSpec<TKey, TValue>(string Name, ISerde<TKey> Keys, ISerde<TValue> Values, TimeSpan Window, TimeSpan Grace, TimeSpan Kept) : StoreSpec(Name)
    where TKey : notnull
{
    /// <summary>How far a time may lie ahead of the record that carries it and still move stream time. Default 5 min: clocks of sources differ by less.</summary>
    public TimeSpan Skew { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Windows that start within one segment are forgotten together. Default: a twelfth of <see cref="Kept"/>, but not less than a window.</summary>
    public TimeSpan Segment { get; init; } = TimeSpan.FromMilliseconds(Math.Max(Math.Max(1, Window.TotalMilliseconds), Math.Floor(Kept.TotalMilliseconds / 12)));

    public override TimeSpan? Retention => Kept;

    public override IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        if (Window < TimeSpan.FromMilliseconds(1))
            faults.Add($"a window of {Window} is none");
        if (Grace < TimeSpan.Zero || Skew < TimeSpan.Zero)
            faults.Add("grace and skew must not be negative");
        if (Kept < Window + Grace)
            faults.Add($"it keeps windows for {Kept}, which is less than window and grace together ({Window + Grace})");
        if (Segment < TimeSpan.FromMilliseconds(1))
            faults.Add($"a segment of {Segment} is none");
        return faults;
    }

    public override IStateStore Create(StoreContext context) => new WindowStore<TKey, TValue>(this);
}
