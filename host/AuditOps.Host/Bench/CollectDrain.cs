namespace AuditOps.Host.Bench;

/// <summary>A drained backlog.</summary>
/// <param name="Records">That the tenant offered when the collector started; of a drain that was cut short, those on <c>raw.v1</c>.</param>
/// <param name="Seconds">From the collector's start to its last record; it may have been cut short.</param>
/// <param name="IsComplete">False: the deadline came first.</param>
/// <param name="Collector">CPU seconds, as the next two.</param>
/// <param name="FirstHalfMb">Largest resident size until half of the records were there.</param>
/// <param name="PeakMb">Largest resident size of all.</param>
internal sealed record CollectDrain(long Records, double Seconds, bool IsComplete, double Collector, double Simulator, double Broker, long FirstHalfMb, long PeakMb)
{
    public double PerSecond => Seconds > 0 ? Records / Seconds : 0;
}
