namespace AuditOps.Kafka.Transactions.Internal;

/// <summary>How a transaction ended.</summary>
internal enum Outcome
{
    Committed,

    /// <summary>Nothing of it is visible; it may be tried again.</summary>
    Aborted,

    /// <summary>The producer is of no more use; whether the transaction was committed is not known.</summary>
    Lost,

    /// <summary>Another holder of the transactional id has taken over.</summary>
    Fenced,

    /// <summary>Nothing of it is visible, and a repeat would meet the same refusal.</summary>
    Refused,

    /// <summary>Nothing of it is visible: the writer's place in its group is gone.</summary>
    Displaced,
}
