namespace AuditOps.Streams;

/// <summary>
/// Thrown by a serde or a processor when this one record is bad: the record goes to the dead-letter topic, none of its outputs leave, and the stream goes on.
/// </summary>
public sealed class RecordException : StreamsException
{
    /// <param name="failure">A name from the application's closed set of dead-letter codes; it becomes a metric tag.</param>
    /// <param name="reason">One sentence for people, without payload text.</param>
    /// <param name="inner">What was caught, when there was something.</param>
    public RecordException(string failure, string reason, Exception? inner = null)
        : base(StreamsErrorCode.RecordFailed, reason, inner) => Failure = failure;

    public string Failure { get; }
}
