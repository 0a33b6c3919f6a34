namespace AuditOps.Simulator.Feeds;

/// <summary>By time, then by seed, so that a position in the order is one record.</summary>
internal sealed class SlotOrder : IComparer<Slot>
{
    public static readonly SlotOrder Instance = new();

    public int Compare(Slot x, Slot y)
    {
        var byTime = x.Time.CompareTo(y.Time);
        return byTime != 0 ? byTime : x.Seed.CompareTo(y.Seed);
    }
}
