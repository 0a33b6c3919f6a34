namespace AuditOps.Streams.Runtime;

/// <summary>A bad record has written to a store before it failed. The transaction is given up and done again with the record's dead letter in its place.</summary>
internal sealed class SpoiledException(string reason, Exception cause) : StreamsException(StreamsErrorCode.RecordFailed, reason, cause);
