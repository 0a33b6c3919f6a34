namespace AuditOps.Collectors.Scheduling;

/// <summary>A record by the first 16 bytes of the SHA-256 of its id and of its bytes.</summary>
internal readonly record struct RecordMark(Int128 Id, Int128 Content);
