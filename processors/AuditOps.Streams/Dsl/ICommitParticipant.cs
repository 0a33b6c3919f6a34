namespace AuditOps.Streams;

/// <summary>Something of a task that adds records to each transaction, such as counters. One instance a task; all calls on the task's thread.</summary>
public interface ICommitParticipant
{
    /// <summary>A record of the task has become a dead letter.</summary>
    void DeadLettered(FailedRecord failed);

    /// <summary>The transaction is about to commit; what is written now belongs to it. Once a transaction.</summary>
    void BeforeCommit(ICommitOutput output);

    /// <summary>The transaction has committed: forget what <see cref="BeforeCommit"/> wrote.</summary>
    void Committed();

    /// <summary>The transaction is gone: forget everything since the last <see cref="Committed"/>; the records will come again.</summary>
    void Aborted();
}
