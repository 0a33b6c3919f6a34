namespace AuditOps.Streams;

/// <summary>The clock of a punctuation.</summary>
public enum PunctuationKind
{
    /// <summary>The largest Kafka timestamp that the task has processed. Stands still when nothing comes.</summary>
    StreamTime,

    /// <summary>The host's clock. Output that depends on it is not the same in a repeat; use it to tidy up or to tell that something did not happen.</summary>
    WallClock,
}
