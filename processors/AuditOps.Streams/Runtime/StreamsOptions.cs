namespace AuditOps.Streams;

/// <summary>How an app runs its topology.</summary>
public sealed record StreamsOptions
{
    /// <summary>Consumer group; committed offsets hang on it.</summary>
    public required string GroupId { get; init; }

    /// <summary>
    /// Tells this process from the others of the group: part of the transactional ids, so it must stay the same over a restart and differ between processes that run
    /// at the same time. Default: the host's name.
    /// </summary>
    public string Instance { get; init; } = Environment.MachineName;

    /// <summary>Keep the place in the group over a quick restart, without a rebalance. A process that leaves for good is then missed only after the session timeout. Default false.</summary>
    public bool StaticMembership { get; init; }

    /// <summary>Default exactly once.</summary>
    public ProcessingGuarantee Guarantee { get; init; } = ProcessingGuarantee.ExactlyOnce;

    /// <summary>A transaction that is open longer is aborted by the broker. Default 30 s; also the longest that readers of the outputs wait for a worker that died.</summary>
    public TimeSpan TransactionTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest wait for one answer of the cluster before a call is repeated. Default 10 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Folder of store snapshots; null for none, then a restart restores from the changelogs alone.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>Shortest time between two snapshots of a store. Default 5 min.</summary>
    public TimeSpan SnapshotInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Age from which a snapshot, or the state that a process kept of a partition it lost, is not used any more. Default 12 h. Must be well below delete.retention.ms of the changelogs (a day unless
    /// changed): after that time compaction forgets what was deleted.
    /// </summary>
    public TimeSpan SnapshotMaxAge { get; init; } = TimeSpan.FromHours(12);

    /// <summary>
    /// Share of dead letters among all records of <see cref="DeadLetterWindow"/> above which a worker stops: a wrong release must not empty a topic into the
    /// dead letters. Default 0.2; 1 switches the guard off.
    /// </summary>
    public double DeadLetterLimit { get; init; } = 0.2;

    /// <summary>What <see cref="DeadLetterLimit"/> looks back on. Default 5 min.</summary>
    public TimeSpan DeadLetterWindow { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Dead letters in the window below which the guard says nothing. Default 1000.</summary>
    public int DeadLetterFloor { get; init; } = 1000;

    /// <summary>Workers, each a thread with its own group member and producer. More than the partitions of a source topic stay idle. Default 1.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Longest time between processing a record and committing its offset. Default 200 ms; a crash repeats at most about this much work.</summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Most records taken from one poll. Default 500.</summary>
    public int MaxPollRecords { get; init; } = 500;

    /// <summary>Longest wait of a poll when there is nothing to do. Default 100 ms; also bounds how late a stop is noticed.</summary>
    public TimeSpan PollWait { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Largest record that may be produced, bytes of key and value. Default 8 MiB. A larger output makes its source record a dead letter.</summary>
    public int MaxRecordBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>How far a record's timestamp may lie in the future and still move the stream time that punctuation goes by. Default 5 min.</summary>
    public TimeSpan TimestampSkew { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an unacknowledged record is retried before the batch is done again. Default 2 min.</summary>
    public TimeSpan DeliveryTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>First and longest wait after a failed batch; doubled in between. Default 100 ms and 10 s.</summary>
    public TimeSpan BackOffFirst { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc cref="BackOffFirst"/>
    public TimeSpan BackOffMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Times a step may throw something unplanned on one record before the record becomes a dead letter. Default 3.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>Times in a row a punctuation may throw before its task switches it off and writes a dead letter about it. Default 5.</summary>
    public int MaxPunctuationAttempts { get; init; } = 5;

    /// <summary>One wait for acknowledgements inside a commit; the sum is bounded by <see cref="DeliveryTimeout"/>.</summary>
    internal TimeSpan FlushWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an abort waits for records still on their way.</summary>
    internal TimeSpan AbortFlush { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Every fault of these options; empty when they are good.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        if (string.IsNullOrWhiteSpace(GroupId))
            faults.Add("GroupId is empty");
        if (string.IsNullOrWhiteSpace(Instance))
            faults.Add("Instance is empty");
        Require(TransactionTimeout >= TimeSpan.FromSeconds(1) && TransactionTimeout <= TimeSpan.FromMinutes(15), "TransactionTimeout must lie between 1 s and 15 min");
        Require(CommitInterval < TransactionTimeout, "CommitInterval must be shorter than TransactionTimeout");
        Require(RequestTimeout >= TimeSpan.FromMilliseconds(100) && RequestTimeout <= TimeSpan.FromMinutes(5), "RequestTimeout must lie between 100 ms and 5 min");
        Require(SnapshotInterval >= TimeSpan.Zero, "SnapshotInterval must not be negative");
        Require(SnapshotMaxAge > SnapshotInterval, "SnapshotMaxAge must be above SnapshotInterval");
        Require(DeadLetterLimit is > 0 and <= 1, "DeadLetterLimit must lie between 0 and 1");
        Require(TimestampSkew >= TimeSpan.Zero, "TimestampSkew must not be negative");
        Require(DeadLetterWindow >= TimeSpan.FromSeconds(10), "DeadLetterWindow must be at least 10 s");
        Require(DeadLetterFloor >= 1, "DeadLetterFloor must be at least 1");
        Require(Workers is >= 1 and <= 256, "Workers must lie between 1 and 256");
        Require(MaxPollRecords is >= 1 and <= 100_000, "MaxPollRecords must lie between 1 and 100000");
        Require(MaxAttempts is >= 1 and <= 1000, "MaxAttempts must lie between 1 and 1000");
        Require(MaxPunctuationAttempts is >= 1 and <= 1000, "MaxPunctuationAttempts must lie between 1 and 1000");
        Require(CommitInterval > TimeSpan.Zero && CommitInterval <= TimeSpan.FromMinutes(1), "CommitInterval must lie between 0 and 1 min");
        Require(PollWait > TimeSpan.Zero && PollWait <= TimeSpan.FromSeconds(5), "PollWait must lie between 0 and 5 s");
        Require(MaxRecordBytes is >= 1024 and <= 100_000_000, "MaxRecordBytes must lie between 1 KB and 100 MB");
        Require(BackOffFirst > TimeSpan.Zero && BackOffFirst <= BackOffMax, "BackOffFirst must lie between 0 and BackOffMax");
        Require(DeliveryTimeout >= TimeSpan.FromSeconds(1), "DeliveryTimeout must be at least 1 s");
        return faults;

        void Require(bool holds, string fault)
        {
            if (!holds)
                faults.Add(fault);
        }
    }
}
