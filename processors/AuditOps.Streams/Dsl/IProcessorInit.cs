namespace AuditOps.Streams;

/// <summary>What a processor may ask for at the start of its task.</summary>
public interface IProcessorInit
{
    int Partition { get; }

    /// <summary>Partitions of the task's source topics.</summary>
    int PartitionCount { get; }

    /// <summary>A store named in the <c>stores</c> of this processor.</summary>
    /// <exception cref="StreamsException">With <see cref="StreamsErrorCode.InvalidTopology"/>: the processor did not name it, or it is of another type.</exception>
    T Store<T>(string name)
        where T : class, IStateStore;

    /// <summary>A broadcast table named in the <c>reads</c> of this processor; complete from the task's first record on.</summary>
    /// <exception cref="StreamsException">As for <see cref="Store{T}"/>.</exception>
    ITable<TKey, TValue> Table<TKey, TValue>(string name)
        where TKey : notnull;

    /// <summary>The task's commit participant of that name.</summary>
    /// <exception cref="StreamsException">As for <see cref="Store{T}"/>.</exception>
    T Participant<T>(string name)
        where T : class, ICommitParticipant;

    /// <summary>Asks for regular calls; the processor must implement <see cref="IPunctuate{TOut}"/>.</summary>
    /// <param name="name">Handed back in the call.</param>
    /// <param name="kind">By which clock.</param>
    /// <param name="interval">Time between two calls; intervals that were missed collapse into one call.</param>
    void Schedule(string name, PunctuationKind kind, TimeSpan interval);
}
