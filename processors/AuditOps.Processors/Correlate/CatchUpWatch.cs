namespace AuditOps.Processors.Correlate;

/// <summary>
/// Tells whether a backlog is being read: just after the start, and while records come that have lain in their topic. What the clock on the wall says of them means nothing
/// until the partners they wait for have had their turn.
/// </summary>
internal sealed class CatchUpWatch(TimeSpan quiet)
{
    // Longer than the processing of a record takes on its way here when nothing is behind.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private long _until;

    public void Begin(long now) => _until = now + quiet.Ticks;

    /// <param name="timestampMs">When the record, or what it came from, was collected.</param>
    /// <param name="now">The clock on the wall, in ticks; 0 before it is known.</param>
    public void Saw(long timestampMs, long now)
    {
        if (now != 0 && DateTimeOffset.FromUnixTimeMilliseconds(timestampMs).UtcTicks < now - Fresh.Ticks)
            _until = Math.Max(_until, now + quiet.Ticks);
    }

    public bool IsBehind(long now) => now < _until;
}
