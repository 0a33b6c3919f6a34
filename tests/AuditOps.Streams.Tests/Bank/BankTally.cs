namespace AuditOps.Streams.Tests.Bank;

/// <summary>What really happened in a run. Kills and freezes are the parent's own; the rest is what the workers wrote down.</summary>
internal sealed class BankTally
{
    public int Rounds { get; set; }
    public int WorkersKilled { get; set; }
    public int BrokersKilled { get; set; }
    public int WorkersFrozen { get; set; }

    public int Aborts { get; private set; }
    public int Fencings { get; private set; }
    public int Rebalances { get; private set; }
    public int LostPartitions { get; private set; }

    /// <summary>Whether the run says anything about exactly-once.</summary>
    public bool IsValid => WorkersKilled > 0 && BrokersKilled > 0 && WorkersFrozen > 0 && Aborts > 0 && Fencings > 0 && Rebalances > 0;

    public void Count(string folder)
    {
        Aborts = BankJournal.Count(folder, 1006);
        Fencings = BankJournal.Count(folder, "ProducerFenced", "Fenced", "InvalidProducerEpoch", "IllegalGeneration", "UnknownMember", "InvalidTxnState");
        Rebalances = BankJournal.Count(folder, 1003);
        LostPartitions = BankJournal.Count(folder, 1005);
    }

    public override string ToString() =>
        $"{WorkersKilled} workers killed, {BrokersKilled} brokers killed, {WorkersFrozen} workers frozen; {Aborts} aborts, {Fencings} refusals of a fenced epoch, generation or member, " +
        $"{Rebalances} assignments, {LostPartitions} losses of partitions";
}
