namespace AuditOps.Api.Events;

/// <summary>One content an event has had.</summary>
internal sealed record RevisionItem(string ContentHash, DateTimeOffset EventTime, DateTimeOffset CollectedAt, string Run, bool Current, RawRecord Raw);
