namespace AuditOps.Streams;

/// <summary>Base of everything this project throws on purpose.</summary>
public class StreamsException : Exception
{
    public StreamsException(StreamsErrorCode code, string message, Exception? inner = null)
        : base(message, inner) => Code = code;

    public StreamsErrorCode Code { get; }
}
