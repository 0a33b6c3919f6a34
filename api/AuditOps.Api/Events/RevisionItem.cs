namespace AuditOps.Api.Events;

/// <summary>One content an event has had; the record itself is asked for with <c>?revision=</c> and its content hash.</summary>
/// <param name="RawLength">Bytes of the record.</param>
internal sealed record RevisionItem(string ContentHash, DateTimeOffset EventTime, DateTimeOffset CollectedAt, string Run, bool Current, long RawLength);
