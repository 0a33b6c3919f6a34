namespace AuditOps.Streams;

/// <summary>Why the runtime threw. A closed set: scripts and health pages may switch on it.</summary>
public enum StreamsErrorCode
{
    /// <summary>The topology contradicts itself; see the message for every fault found.</summary>
    InvalidTopology,

    /// <summary>An option is missing or out of range.</summary>
    InvalidOptions,

    /// <summary>One record cannot be processed, now or later.</summary>
    RecordFailed,

    /// <summary>Something the record needs is not there yet; the same record may pass later.</summary>
    NotYet,

    /// <summary>The Kafka client failed in a way that another try may heal.</summary>
    KafkaTransient,

    /// <summary>The transaction is gone and nothing of it is visible; the batch must be done again.</summary>
    KafkaAborted,

    /// <summary>The producer is beyond repair; a new one must be made.</summary>
    KafkaProducerLost,

    /// <summary>Too many records end as dead letters: something is wrong with the program or its source, not with single records.</summary>
    DeadLetterGuard,

    /// <summary>The cluster refuses this client; no retry helps before a person changes something.</summary>
    KafkaFatal,
}
