namespace AuditOps.Streams.Testing;

/// <summary>How often the cluster really did what a test wants to have seen.</summary>
internal sealed class SimulatedEvents
{
    public long Commits { get; set; }
    public long Aborts { get; set; }
    public long TransactionTimeouts { get; set; }
    public long FencedByEpoch { get; set; }
    public long FencedByGeneration { get; set; }
    public long Rebalances { get; set; }
    public long MembersExpired { get; set; }
    public long WaitsForStableOffsets { get; set; }
    public long OutOfRange { get; set; }

    public void Add(SimulatedEvents other)
    {
        Commits += other.Commits;
        Aborts += other.Aborts;
        TransactionTimeouts += other.TransactionTimeouts;
        FencedByEpoch += other.FencedByEpoch;
        FencedByGeneration += other.FencedByGeneration;
        Rebalances += other.Rebalances;
        MembersExpired += other.MembersExpired;
        WaitsForStableOffsets += other.WaitsForStableOffsets;
        OutOfRange += other.OutOfRange;
    }
}
