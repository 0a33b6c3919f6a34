namespace AuditOps.Streams.Testing;

/// <summary>What may go wrong in a simulated cluster. A run counts how often each really happened.</summary>
internal enum FaultKind
{
    /// <summary>A poll fails without having had an effect.</summary>
    PollFailed,

    /// <summary>A poll hands out records although the group is already rebalancing, as a client does with what it has fetched ahead.</summary>
    RebalanceUnnoticed,

    /// <summary>A poll gives fewer records than there are.</summary>
    ShortPoll,

    /// <summary>A record is written, its acknowledgement is lost, and the client sends it again.</summary>
    AcknowledgementLost,

    /// <summary>A record is not delivered: its transaction can only be aborted.</summary>
    DeliveryFailed,

    /// <summary>The producer fails for good in the middle of a transaction.</summary>
    ProducerDied,

    /// <summary>A commit fails before anything of it was done; the outcome is unknown to the caller.</summary>
    CommitNotDone,

    /// <summary>The offsets were sent, the commit itself was not; the outcome is unknown to the caller.</summary>
    CommitHalfDone,

    /// <summary>The commit was done and its answer is lost; the caller must call again.</summary>
    CommitAnswerLost,

    /// <summary>The broker refuses the commit: nothing of it is visible.</summary>
    CommitAborted,

    /// <summary>The producer is lost during a commit that was not done.</summary>
    CommitLostNotDone,

    /// <summary>The producer is lost during a commit that was done.</summary>
    CommitLostDone,

    /// <summary>An abort fails; the transaction stays open.</summary>
    AbortFailed,

    /// <summary>InitProducerId does not answer; it may have been done.</summary>
    InitializeFailed,

    /// <summary>Asking for committed offsets fails.</summary>
    CommittedFailed,

    /// <summary>A table reader's poll fails.</summary>
    ReaderFailed,
}
