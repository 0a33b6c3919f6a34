namespace AuditOps.Processors.Sinks;

/// <summary>When a sink closes a batch. Whichever limit is met first counts.</summary>
public sealed record SinkOptions
{
    /// <summary>Most rows of one insert. Default 50,000.</summary>
    public int MaxRows { get; init; } = 50_000;

    /// <summary>Most bytes of one insert, as sent. Default 16 MiB; two such batches exist at a time, one filling and one on its way.</summary>
    public int MaxBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Age of the first row at which a batch goes. Default 500 ms: the share of it in the delay from a record to its row.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Age at which a batch goes while more records wait in Kafka. Default 2 s: under a backlog delay is lost anyway, and larger inserts leave ClickHouse fewer
    /// parts to merge.
    /// </summary>
    public TimeSpan MaxAgeInBacklog { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>First and longest wait after a failed insert; doubled in between. Default 200 ms and 10 s. There is no last try.</summary>
    public TimeSpan BackOffFirst { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc cref="BackOffFirst"/>
    public TimeSpan BackOffMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a rebalance or a stop waits for the insert on its way. Default 5 s, below the session timeout; after that its rows are read again.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Age at which Kafka ends a transaction whose holder has died under a name that nobody takes again. Default 15 s. Transactions last milliseconds: none is open while an
    /// insert is on its way, however long that takes.
    /// </summary>
    public TimeSpan TransactionTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long nothing has come when the end of the partitions is committed. Default 1 min. Behind the last record lie markers that no consumer is given: once retention has deleted the
    /// records, a group that stands before them would look as if it had missed something.
    /// </summary>
    public TimeSpan IdleCommit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Age of the oldest record not stored at which the backlog is an alarm. Default null: half of the topic's retention.</summary>
    public TimeSpan? BacklogAlarm { get; init; }

    /// <summary>Every fault of these options; empty when they are good.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        Require(MaxRows is >= 1 and <= 1_000_000, "MaxRows must lie between 1 and 1000000");
        Require(MaxBytes is >= 1024 and <= 512 * 1024 * 1024, "MaxBytes must lie between 1 KiB and 512 MiB");
        Require(MaxAge > TimeSpan.Zero && MaxAge <= TimeSpan.FromMinutes(1), "MaxAge must lie between 0 and 1 min");
        Require(MaxAgeInBacklog >= MaxAge && MaxAgeInBacklog <= TimeSpan.FromMinutes(1), "MaxAgeInBacklog must lie between MaxAge and 1 min");
        Require(BackOffFirst > TimeSpan.Zero && BackOffFirst <= BackOffMax, "BackOffFirst must lie between 0 and BackOffMax");
        Require(BackOffMax <= TimeSpan.FromMinutes(5), "BackOffMax must be at most 5 min");
        Require(Drain > TimeSpan.Zero && Drain <= TimeSpan.FromMinutes(1), "Drain must lie between 0 and 1 min");
        Require(TransactionTimeout >= TimeSpan.FromSeconds(1) && TransactionTimeout <= TimeSpan.FromMinutes(15), "TransactionTimeout must lie between 1 s and 15 min");
        Require(IdleCommit > TimeSpan.Zero, "IdleCommit must be above 0");
        Require(BacklogAlarm is null || BacklogAlarm > TimeSpan.Zero, "BacklogAlarm must be above 0");
        return faults;

        void Require(bool holds, string fault)
        {
            if (!holds)
                faults.Add(fault);
        }
    }
}
