namespace AuditOps.Streams;

/// <summary>
/// State of one task, in memory. What is written counts for the task at once, and for everybody else when the transaction has committed: until then a store can
/// drop it. Used by one thread at a time. An application may bring its own.
/// </summary>
public interface IStateStore
{
    string Name { get; }

    long Entries { get; }

    /// <summary>Approximate size of the entries in memory.</summary>
    long Bytes { get; }

    /// <summary>Grows with every write and never falls: tells whether a record that failed has left traces.</summary>
    long Writes { get; }

    /// <summary>Values that the store refused because they came too late, committed transactions only; falls to 0 when the store is made anew.</summary>
    long Late => 0;

    /// <summary>There are writes that are not committed.</summary>
    bool HasChanges { get; }

    /// <summary>Writes the uncommitted state of each changed entry once. Called once a transaction, before it commits.</summary>
    void WriteChanges(IChangelogWriter changelog);

    /// <summary>The transaction has committed: its writes belong to the base.</summary>
    void Merge();

    /// <summary>The transaction is gone: so are its writes.</summary>
    void Drop();

    /// <summary>Puts an entry of a changelog or snapshot into the base. Entries come in the order in which they were written.</summary>
    void Restore(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> value, bool isTombstone, long timestampMs);

    /// <summary>About so many entries are going to be restored; a store may make room for them. The number comes from a file and may be wrong.</summary>
    void Expect(long entries)
    {
    }

    /// <summary>Forgets everything, committed or not.</summary>
    void Clear();

    /// <summary>Walks the committed entries, in an order that <see cref="Restore"/> may get them in.</summary>
    void ForEachCommitted(StoreVisitor visit);
}
