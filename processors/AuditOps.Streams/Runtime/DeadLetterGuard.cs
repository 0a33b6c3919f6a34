namespace AuditOps.Streams.Runtime;

/// <summary>Watches the share of dead letters over a sliding window of ten slices. Once tripped it stays so.</summary>
internal sealed class DeadLetterGuard(StreamsOptions options, TimeProvider time)
{
    private const int Slices = 10;

    private readonly (long Records, long Buried)[] _slices = new (long, long)[Slices];
    private readonly long _sliceTicks = Math.Max(1, options.DeadLetterWindow.Ticks / Slices);
    private long _slice = -1;

    public bool IsTripped { get; private set; }

    /// <returns>True at the moment the guard trips.</returns>
    public bool Add(int records, int buried)
    {
        if (options.DeadLetterLimit >= 1 || IsTripped)
            return false;
        Advance(time.GetUtcNow().UtcTicks / _sliceTicks);
        ref var slice = ref _slices[_slice % Slices];
        slice.Records += records;
        slice.Buried += buried;
        if (buried == 0)
            return false;
        long allRecords = 0, allBuried = 0;
        foreach (var (some, bad) in _slices)
        {
            allRecords += some;
            allBuried += bad;
        }

        IsTripped = allBuried >= options.DeadLetterFloor && allBuried > allRecords * options.DeadLetterLimit;
        return IsTripped;
    }

    private void Advance(long slice)
    {
        if (slice <= _slice)
            return;
        for (var old = Math.Max(_slice + 1, slice - Slices + 1); old <= slice; old++)
            _slices[old % Slices] = default;
        _slice = slice;
    }
}
