namespace AuditOps.Streams;

/// <summary>
/// Thrown by a serde or a processor when the record is fine but something it needs has not arrived (a schema, a reference table):
/// the worker seeks back and tries again with back-off, for as long as it takes. Never a dead letter.
/// </summary>
public sealed class NotYetException : StreamsException
{
    public NotYetException(string message, Exception? inner = null)
        : base(StreamsErrorCode.NotYet, message, inner)
    {
    }
}
